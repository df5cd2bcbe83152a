import { describe, expect, it } from "vitest";
import { begun, EVERY_MS, letGo, MOST, type Recording, taken, untilNext } from "../../../src/join/live/recording";

describe("a recording", () => {
  it("takesTheFirstPictureAtOnceAlsoOfTheShortestTouch", () => {
    expect(untilNext(begun("cat"), 0)).toBe(0);
    expect(untilNext(letGo(begun("cat")), 0)).toBe(0);
    expect(untilNext(taken(letGo(begun("cat")), 0, "1"), 5)).toBeUndefined();
  });

  it("goesOnAtASteadyRateWhileHeldAndAtOnceWhereAFrameTookLonger", () => {
    const one = taken(begun("cat"), 1000, "1");
    expect(untilNext(one, 1000)).toBe(EVERY_MS);
    expect(untilNext(one, 1030)).toBe(EVERY_MS - 30);
    expect(untilNext(one, 1000 + 7 * EVERY_MS)).toBe(0);
    expect(untilNext(letGo(one), 1000)).toBeUndefined();
  });

  it("endsByItselfAndCountsOnlyWhatWasKept", () => {
    let recording: Recording = begun("cat");
    for (let i = 0; i < MOST; i++) {
      recording = taken(taken(recording, i, undefined), i, `${i}`);
    }
    expect(recording.pictures.length).toBe(MOST);
    expect(untilNext(recording, MOST)).toBeUndefined();
  });
});
