import { describe, expect, it } from "vitest";
import {
  did,
  type History,
  last,
  type Removed,
  type Step,
  tookBack,
  undoneWords,
  undoWords,
} from "../../../src/join/live/undo";

const removed = (id: string): Removed => ({
  record: { id, classId: "c1", name: `${id}.jpg`, sha256: id.padEnd(64, "0"), added: 1, size: 1 },
  file: new Blob([id]),
});
const recorded = (...pictures: string[]): Step => ({ kind: "recorded", className: "cat", pictures });
const deletion = (...ids: string[]): Step => ({
  kind: "removed",
  classId: "c1",
  className: "cat",
  pictures: ids.map(removed),
  whole: false,
});

describe("undo", () => {
  it("takesBackTheNewestStepFirst", () => {
    const history = did(did([], recorded("a", "b")), deletion("a"));
    expect(last(history)?.kind).toBe("removed");
    expect(last(tookBack(history))).toEqual(recorded("a", "b"));
    expect(tookBack(tookBack(history))).toEqual([]);
  });

  it("knowsNoStepThatChangedNothing", () => {
    expect(did([], recorded())).toEqual([]);
    expect(last([])).toBeUndefined();
    expect(tookBack([])).toEqual([]);
  });

  it("findsPicturesAgainThatCameBackUnderNewIds", () => {
    const history = did(did([], recorded("a", "b")), deletion("a"));
    const after = tookBack(history, new Map([["a", "a2"]]));
    expect(last(after)).toEqual(recorded("a2", "b"));
  });

  it("findsAClassAgainThatCameBackUnderANewId", () => {
    const history = did(did([], deletion("a")), { ...deletion("b"), whole: true } as Step);
    expect(last(tookBack(history, new Map([["c1", "c9"]])))).toMatchObject({ classId: "c9" });
  });

  it("forgetsTheOldestOfMany", () => {
    let history: History = [];
    for (let i = 0; i < 50; i++) {
      history = did(history, recorded(`${i}`));
    }
    expect(history.length).toBe(20);
    expect(history[0]).toEqual(recorded("30"));
  });

  it("saysWhatItDoes", () => {
    expect(undoWords(recorded("a", "b"))).toBe("Undo: take back 2 pictures of cat");
    expect(undoWords(deletion("a"))).toBe("Undo: bring back 1 picture of cat");
    expect(undoneWords(recorded("a"))).toBe("1 picture of cat was taken back.");
    expect(undoneWords(deletion("a", "b"))).toBe("2 pictures of cat are back.");
  });
});
