/** Pictures below which a share of right ones comes with a word of caution. */
export const FEW = 20;

/** The quantile of the normal distribution for 95 of 100. */
const Z = 1.959964;

/**
 * Between which shares the true one lies, 19 times of 20 (Wilson's score interval): of `right` out of `n`, n at least 1. Never outside 0 to 1, and
 * of a width also where all or none are right.
 */
export function wilson(right: number, n: number): readonly [low: number, high: number] {
  const share = right / n;
  const z2 = (Z * Z) / n;
  const middle = (share + z2 / 2) / (1 + z2);
  const half = (Z * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n))) / (1 + z2);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** What is to be said of an accuracy over so few pictures; empty for enough of them, or where their number is not told (0). */
export function caution(accuracy: number | undefined, n: number): string {
  if (accuracy === undefined || !(accuracy >= 0) || n < 1 || n >= FEW) {
    return "";
  }
  const [low, high] = wilson(Math.round(accuracy * n), n);
  const points = Math.ceil(100 * Math.max(accuracy - low, high - accuracy));
  const pictures = n === 1 ? "1 picture was" : `${n} pictures were`;
  return `Only ${pictures} kept for the test: this figure may be off by ${points} points.`;
}
