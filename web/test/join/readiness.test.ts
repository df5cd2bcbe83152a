import { describe, expect, it } from "vitest";
import { classNameProblem, clientNameProblem, matchLabel, tidyName } from "../../src/join/pictures/labels";
import { demands, obstacle, randomName, type Situation, warnings } from "../../src/join/readiness";
import { NEW_SESSION } from "../../src/store/records";

const ready: Situation = {
  runKnown: true,
  tokenRequired: false,
  labels: [],
  classes: [
    { name: "cat", pictures: 5 },
    { name: "dog", pictures: 6 },
  ],
  session: { ...NEW_SESSION, name: "browser-abcd" },
  changing: false,
};

describe("joining", () => {
  it("isPossibleWithPicturesANameAndARun", () => {
    expect(obstacle(ready)).toBeUndefined();
    expect(obstacle({ ...ready, model: "linear" })).toBeUndefined();
  });

  it.each<[string, Partial<Situation>, RegExp]>([
    ["noClass", { classes: [] }, /Make a class/],
    ["noPicture", { classes: [{ name: "cat", pictures: 0 }] }, /Add pictures/],
    ["noName", { session: NEW_SESSION }, /name: 0 characters/],
    ["noTokenWhereOneIsAsked", { tokenRequired: true }, /asks for a token/],
    ["noRun", { runKnown: false }, /has not said yet/],
    ["aReasonWhyThereIsNoRun", { runKnown: false, trouble: "token: wrong" }, /token: wrong/],
    ["picturesStillComing", { changing: true }, /being added/],
    ["aClassTheRunDoesNotKnow", { labels: ["cat", "bird"] }, /does not know dog.*knows cat, bird/],
    ["anotherSpelling", { labels: ["cat", "Dog"] }, /does not know dog/],
    ["demandsThatAreNone", { session: { ...ready.session, clientNoise: "much" } }, /noise.*much \(expected: a number/],
    ["aModelWithHiddenLayers", { model: "mlp:200", classes: [] }, /hidden layers \(mlp:200\).*program on a computer/],
    ["aModelNobodyNamed", { model: "" }, /does not say what kind of model/],
    [
      "aSumOverTwoWhereOneMayCollude",
      { session: { ...ready.session, secureOnly: true, minSurvivors: "2" } },
      /people in a sum: 2 \(expected: a whole number, 3 or more: you, one honest person more and 1 who may work/,
    ],
    [
      "aSumOverOneWhereNobodyColludes",
      { session: { ...ready.session, secureOnly: true, minSurvivors: "1", colluders: "0" } },
      /2 or more: you and one more/,
    ],
    [
      "aNumberOfColludersThatIsNone",
      { session: { ...ready.session, secureOnly: true, colluders: "" } },
      /who may work with the coordinator: {2}\(expected: a whole number, 0 or more/,
    ],
  ])("waitsFor %s", (_, part, why) => {
    expect(obstacle({ ...ready, ...part })).toMatch(why);
  });

  it("ignoresAnUnknownClassWithoutPictures", () => {
    const classes = [...ready.classes, { name: "fish", pictures: 0 }];
    expect(obstacle({ ...ready, classes, labels: ["cat", "dog"] })).toBeUndefined();
  });

  it("warnsOfOneClassAndOfFewPicturesButLetsOneJoin", () => {
    const classes = [{ name: "cat", pictures: 4 }];
    expect(obstacle({ ...ready, classes })).toBeUndefined();
    expect(warnings(classes)).toHaveLength(2);
    expect(warnings(ready.classes)).toEqual([]);
  });

  it("asksForNothingThatIsNotTyped", () => {
    expect(demands(ready.session)).toEqual({});
    expect(demands({ ...ready.session, secureOnly: true, minSurvivors: "5", clientNoise: "0.5" })).toEqual({
      secureAggregation: true,
      minSurvivors: 5,
      colluders: 1,
      clientNoise: 0.5,
    });
  });

  it("proposesNamesThatTheContractAllows", () => {
    expect(randomName(new Uint8Array([0, 30, 31, 255]))).toMatch(/^browser-[2-9a-z]{4}$/);
    expect(clientNameProblem(randomName())).toBeUndefined();
  });
});

describe("class names", () => {
  it("matchTheRunsToTheLetter", () => {
    expect(matchLabel("dog", ["Dog", "dog"])).toEqual({ kind: "known" });
    expect(matchLabel("hot dog", ["Hot_Dog"])).toEqual({ kind: "alike", label: "Hot_Dog" });
    expect(matchLabel("fish", ["dog"])).toEqual({ kind: "unknown" });
    expect(matchLabel("fish", [])).toEqual({ kind: "free" });
  });

  it("areTidied", () => {
    expect(tidyName("  a\u0308pfel ")).toBe("\u00e4pfel");
  });

  it.each([
    ["", /empty/],
    ["dog", /there already/],
    ["a\u0000b", /do not print/],
    ["x".repeat(201), /at most 200/],
  ])("refuse %j with a sentence", (name, why) => {
    expect(classNameProblem(name, ["dog"])).toMatch(why);
  });
});
