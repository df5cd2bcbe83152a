import { expect, test } from "vitest";
import { nameOf, noHeadSentence, offlineSentence, progressSentence } from "../../src/classify/words";
import { parseRun } from "../../src/model/runInfo";
import { runJson } from "../model/served";

const run = parseRun(runJson());

test("modelsHaveNames", () => {
  expect(nameOf("run", run, 12, 2)).toBe("Run otter-41, round 12");
  expect(nameOf("pretrained", run, 12, 1000)).toBe("ImageNet, 1000 classes");
  expect(nameOf("pretrained", run, 12, 37)).toBe("Pretrained, 37 classes");
});

test("offlineTellsRoundAndAge", () => {
  expect(offlineSentence("run", 12, 200_000)).toBe("Offline: using the model of round 12, from 3 minutes ago.");
});

test("runWithoutModelOffersThePretrainedOne", () => {
  expect(noHeadSentence(run, true)).toMatch(/no model of its own yet.*can answer/);
  expect(noHeadSentence(run, false)).not.toMatch(/can answer/);
});

test("progressTellsBytesAndTimeLeftOnceItIsKnown", () => {
  expect(progressSentence(0, 14_200_000, 0)).toBe("Loading the model: 0 B of 14.2 MB");
  expect(progressSentence(7_100_000, 14_200_000, 3000)).toBe("Loading the model: 7.1 MB of 14.2 MB, about 3 s left");
});
