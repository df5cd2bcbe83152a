import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { RunStatusSchema, Participant_State as State } from "../../src/gen/headwater/v1/federation_pb";
import { Known } from "../../src/runs/panels/known";

function status(runId: string, names: string[], total = names.length) {
  return create(RunStatusSchema, {
    runId,
    participantsTotal: total,
    participants: names.map((name) => ({ name, state: State.WORKING, connected: true, numExamples: 8 })),
  });
}

test("who is missing in a later list of the run is gone, and back when the list has it again", () => {
  const known = new Known();
  known.among(status("a", ["ann", "bob", "eve"]));
  const then = known.among(status("a", ["ann", "eve"]));
  expect(then.map((one) => [one.name, one.connected])).toEqual([
    ["ann", true],
    ["bob", false],
    ["eve", true],
  ]);
  expect(then[1].state).toBe(State.STATE_UNSPECIFIED);
  expect(then[1].numExamples).toBe(8);
  expect(known.among(status("a", ["ann", "bob"])).map((one) => one.connected)).toEqual([true, true, false]);
});

test("another run begins with nobody", () => {
  const known = new Known();
  known.among(status("a", ["ann", "bob"]));
  expect(known.among(status("b", ["ann"])).map((one) => one.name)).toEqual(["ann"]);
});

test("of a list that is cut nobody is said to be gone", () => {
  const known = new Known();
  known.among(status("a", ["ann", "bob"]));
  expect(known.among(status("a", ["ann"], 2)).map((one) => one.name)).toEqual(["ann"]);
});
