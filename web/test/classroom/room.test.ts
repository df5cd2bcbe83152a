import { describe, expect, test } from "vitest";
import { path } from "../../src/classroom/code";
import { namesOf, Room } from "../../src/classroom/room";
import { lessonWords } from "../../src/classroom/words";
import { modelWords, namedByTeacher } from "../../src/join/classroom";
import { NOTHING_YET } from "../../src/runs/state";

const ROOM = {
  room: "B12",
  join: "",
  joinCode: [],
  install: "",
  installCode: [],
  others: [],
  fingerprint: "",
  reachable: true,
  moved: false,
  classes: ["cat", "dog"],
  training: false,
  run: "",
  said: "",
  rounds: 10,
};

function answering(status: number, body: string, seen: RequestInit[] = []): typeof fetch {
  return async (_url, init) => {
    seen.push(init ?? {});
    return new Response(body, { status });
  };
}

describe("the teacher's calls", () => {
  test("show the secret in a header, never in an address", async () => {
    const seen: RequestInit[] = [];
    const answer = await new Room("s3cret", answering(200, JSON.stringify(ROOM), seen)).start(7);
    expect(answer).toEqual({ room: ROOM });
    expect(seen[0]).toMatchObject({
      method: "POST",
      body: '{"rounds":7}',
      headers: { authorization: "Bearer s3cret" },
    });
  });

  test("tell a wrong secret from a refused order and from no answer", async () => {
    const said = '{"error":"pupils: 0 taking part (expected: at least 2)"}';
    expect(await new Room("x", answering(403, said)).stop()).toMatchObject({ secret: true });
    expect(await new Room("x", answering(409, said)).stop()).toEqual({
      problem: "Pupils: 0 taking part (expected: at least 2)",
      secret: false,
    });
    const away = async () => {
      throw new TypeError("Failed to fetch");
    };
    expect(await new Room("x", away).state()).toMatchObject({ secret: false });
    expect(await new Room("x", answering(404, "{}")).state()).toMatchObject({ secret: false });
  });
});

test("class names are typed one a line or with commas", () => {
  expect(namesOf(" cat,dog \n\n red fox ,")).toEqual(["cat", "dog", "red fox"]);
});

test("a code is drawn as strokes over its dark modules", () => {
  expect(path(["011", "101"])).toBe("M1 0h2v1h-2zM0 1h1v1h-1zM2 1h1v1h-1z");
});

test("the beamer says what is missing, what goes on and what came of it", () => {
  expect(lessonWords({ ...ROOM, classes: [] }, NOTHING_YET)).toContain("Set the classes first");
  expect(lessonWords(ROOM, NOTHING_YET)).toBe("Gathering pictures of cat, dog; 0 are in.");
  expect(lessonWords({ ...ROOM, training: true, run: "calm-otter" }, NOTHING_YET)).toContain("Training calm-otter");
});

test("pupils read how the class's model does, and a caution where few pictures tell it", () => {
  const status = { roundsPlanned: 10 };
  expect(modelWords(status, [])).toBe("");
  expect(modelWords(status, [{ round: 3, evalAccuracy: undefined, evalExamples: 0n }])).toBe(
    "The class's model, round 3 of 10.",
  );
  const many = modelWords(status, [{ round: 3, evalAccuracy: 0.9, evalExamples: 20n }]);
  expect(many).toContain("90");
  expect(many).not.toContain("Only");
  expect(modelWords(status, [{ round: 3, evalAccuracy: 0.9, evalExamples: 10n }])).toContain(
    "Only 10 pictures were kept for the test: this figure may be off by 31 points.",
  );
});

test("the teacher's classes are made, empty ones of other names go, and pictures are never thrown away", () => {
  const calls: string[] = [];
  namedByTeacher(
    ["cat", "dog"],
    [
      { id: "1", name: "cat", pictures: [] },
      { id: "2", name: "car", pictures: [] },
      { id: "3", name: "cup", pictures: [{}] },
    ],
    { addClass: (name) => void calls.push(`+${name}`), removeClass: (id) => void calls.push(`-${id}`) },
  );
  expect(calls).toEqual(["-2", "+dog"]);
});
