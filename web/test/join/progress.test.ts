import { describe, expect, it } from "vitest";
import { after, IDLE } from "../../src/join/progress";

describe("the end of a run", () => {
  const said = (summary: string) => after(IDLE, { kind: "ended", outcome: { kind: "finished", summary } }, 0).sentence;

  it("isSaidOnceWhereTheCoordinatorSaysItToo", () => {
    expect(said("The run is over: 10 rounds.")).toBe("The run is over: 10 rounds.");
  });

  it("isSaidWhereTheCoordinatorDoesNot", () => {
    expect(said("10 rounds done.")).toBe("The run is over. 10 rounds done.");
    expect(said("")).toBe("The run is over.");
  });
});
