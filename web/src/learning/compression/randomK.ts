import { KeyedRandom } from "../random";
import type { RandomK } from "./compression";
import { countOf } from "./shares";

/**
 * The places of a round, the same for all of its clients, ascending: Floyd's algorithm, as Java's
 * learning.compression.RandomK.
 */
export function placesOf(
  { share }: RandomK,
  size: number,
  seed: bigint,
  round: number,
  name: string,
): Int32Array<ArrayBuffer> {
  const random = KeyedRandom.of(seed, round, name, "COORDINATES");
  const count = countOf(share, size);
  const chosen = new Uint8Array(size);
  for (let last = size - count; last < size; last++) {
    const place = random.nextInt(last + 1);
    chosen[chosen[place] === 1 ? last : place] = 1;
  }
  const places = new Int32Array(count);
  let at = 0;
  for (let j = 0; j < size; j++) {
    if (chosen[j] === 1) places[at++] = j;
  }
  return places;
}

/** The values in these places, times n / k. */
export function takePlaces(values: Float32Array, places: Int32Array): Float32Array<ArrayBuffer> {
  const scale = values.length / places.length;
  return Float32Array.from(places, (place) => values[place] * scale);
}
