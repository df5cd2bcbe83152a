import { expect, test } from "vitest";
import { caution, FEW, wilson } from "../../src/runs/doubt";

test("the interval is Wilson's, also where all or none are right", () => {
  // From the formula by hand; where all are right the lower end is n / (n + z²).
  for (const [right, n, low, high] of [
    [9, 10, 0.59585, 0.98212],
    [5, 10, 0.23659, 0.76341],
    [0, 4, 0, 0.4899],
    [4, 4, 0.5101, 1],
    [1, 1, 0.20655, 1],
  ]) {
    expect(wilson(right, n)[0]).toBeCloseTo(low, 4);
    expect(wilson(right, n)[1]).toBeCloseTo(high, 4);
  }
});

test("an accuracy over few pictures says how far off it may be, one over enough says nothing", () => {
  expect(caution(1, 4)).toBe("Only 4 pictures were kept for the test: this figure may be off by 49 points.");
  expect(caution(0, 1)).toBe("Only 1 picture was kept for the test: this figure may be off by 80 points.");
  expect(caution(0.9, FEW)).toBe("");
  expect(caution(0.9, 0)).toBe(""); // not told
  expect(caution(undefined, 4)).toBe("");
  expect(caution(Number.NaN, 4)).toBe("");
});
