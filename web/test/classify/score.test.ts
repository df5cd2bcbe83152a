import { expect, test } from "vitest";
import { shares, topK } from "../../src/classify/score";

const layer = { parameters: Float32Array.from([1, 0, 0, 1, -1, 0, 0, 0, 0]), labels: ["a", "b", "c"] };

test("sharesAreSoftmaxOfTheLastLayer", () => {
  const result = shares(Float32Array.from([2, 1]), layer);
  const powers = [2, 1, -2].map(Math.exp);
  const total = powers.reduce((x, y) => x + y);
  powers.forEach((power, c) => {
    expect(result[c]).toBeCloseTo(power / total, 12);
  });
});

test("hugeLogitsStayFinite", () => {
  expect(Array.from(shares(Float32Array.from([1e30, -1e30]), layer))).toEqual([1, 0, 0]);
});

test("layerForOtherFeaturesIsRefused", () => {
  expect(() => shares(new Float32Array(4), layer)).toThrow(/expected: 5 values a class/);
});

test("topKIsLargestFirstAndStableAmongEquals", () => {
  const guesses = topK(Float64Array.from([0.1, 0.3, 0.3, 0.2, 0.05, 0.05]), ["a", "b", "c", "d", "e", "f"], 5);
  expect(guesses.map((guess) => guess.label)).toEqual(["b", "c", "d", "a", "e"]);
});

test("topKOfFewClassesIsAllOfThemAndNamelessOnesAreNumbered", () => {
  expect(topK(Float64Array.from([0.2, 0.8]), ["a"], 5)).toEqual([
    { label: "class 1", share: 0.8 },
    { label: "a", share: 0.2 },
  ]);
});
