// The largest values with their positions: Java's learning.compression.TopK and Largest.

/** Bits of the digits of a size, from the front: 11 + 10 + 10 = 31. */
const SHIFTS = [20, 10, 0] as const;

const FIRST_DIGITS = 1 << 11;

/** The `count` largest in size, zero in the other places; `values` keeps what is not taken, zero in their places. */
export function takeLargest(values: Float32Array, count: number): Float32Array<ArrayBuffer> {
  const sent = new Float32Array(values.length);
  for (const j of largestPlaces(values, count)) {
    sent[j] = values[j];
    values[j] = 0;
  }
  return sent;
}

/** All positions, then all values. */
export function encodeLargest(values: Float32Array, count: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(8 * count));
  largestPlaces(values, count).forEach((place, i) => {
    view.setUint32(4 * i, place, true);
    view.setFloat32(4 * (count + i), values[place], true);
  });
  return new Uint8Array(view.buffer);
}

/** The places of the `count` largest in size, of equal ones those in front; ascending. */
export function largestPlaces(values: Float32Array, count: number): Int32Array<ArrayBuffer> {
  const places = new Int32Array(count);
  if (count === values.length) return places.map((_, j) => j);
  const sizes = new Int32Array(values.slice().buffer).map((bits) => bits & 0x7fffffff);
  let least = 0; // the count-th largest size, digit by digit
  let equal = count; // how many of the sizes that begin like it are to be taken
  let known = 0; // its digits that are found, as a mask
  for (const shift of SHIFTS) {
    const digits = shift === SHIFTS[0] ? FIRST_DIGITS - 1 : FIRST_DIGITS / 2 - 1;
    const histogram = new Int32Array(FIRST_DIGITS);
    for (const size of sizes) {
      if ((size & known) === least) histogram[(size >>> shift) & digits]++;
    }
    let digit = digits;
    while (histogram[digit] < equal) equal -= histogram[digit--];
    least |= digit << shift;
    known |= digits << shift;
  }
  let at = 0;
  for (let j = 0; at < count; j++) {
    if (sizes[j] > least || (sizes[j] === least && equal-- > 0)) places[at++] = j;
  }
  return places;
}
