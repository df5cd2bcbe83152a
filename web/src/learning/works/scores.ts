import { parameterCount } from "../head";
import { evaluate } from "../scoring";
import type { LocalInput } from "./input";
import { CANDIDATES, SCORE_BITS, type Scores } from "./localWork";

/**
 * Counts how many of the held-out examples each of the broadcast candidates classifies correctly, and all of them, as integers of 16
 * fraction bits: Java's learning.work.Scores. Zeros where nothing is held out.
 *
 * @throws RangeError if the broadcast is not that of so many candidates
 */
export function scores({ candidates }: Scores, { head, broadcast, heldOut }: LocalInput): BigInt64Array {
  const size = parameterCount(head);
  const all = broadcast.get(CANDIDATES);
  if (all?.length !== candidates * size) {
    throw new RangeError(
      `broadcast: ${CANDIDATES} has ${all?.length ?? 0} values (expected: ${candidates * size}, ${size} for each of ${candidates} candidates)`,
    );
  }
  const counts = Array.from({ length: candidates }, (_, k) => {
    const { correct } = evaluate(all.subarray(k * size, (k + 1) * size), head, heldOut);
    return correct.reduce((sum, right) => sum + right, 0);
  });
  return BigInt64Array.from([...counts, heldOut.size], (count) => BigInt(count) << BigInt(SCORE_BITS));
}
