/** 8 bits for the pixel and 2 to spare leave 22 of 32. */
export const FRACTION_BITS = 22;

/** One half: added before the shift, it rounds. */
export const HALF = 1 << (FRACTION_BITS - 1);

/**
 * The weights of one pass of Pillow's antialiased bilinear resampling; mirrors Java's `vision.image.Coefficients`.
 * With `s = in / out` and `r = max(s, 1)`, output `i` is centred at `c = (i + 0.5) s` and weighs input `j` by
 * `max(0, 1 - |j + 0.5 - c| / r)`, normalised to sum 1 and rounded to 22 fractional bits. The order of the floating-point
 * steps is Pillow's, so that the integers are.
 */
export interface Coefficients {
  /** First input of each output, not falling. */
  first: Int32Array;
  /** `[outputs][inputs of this output]`, in units of 2^-22. */
  weights: Int32Array[];
}

/** The weights of outputs `from` to `from + count - 1` of a side scaled from `input` to `output` pixels. */
export function coefficients(input: number, output: number, from: number, count: number): Coefficients {
  const scale = input / output;
  const reach = Math.max(scale, 1);
  const perPixel = 1 / reach;
  const first = new Int32Array(count);
  const weights: Int32Array[] = [];
  for (let i = 0; i < count; i++) {
    const centre = (from + i + 0.5) * scale;
    const begin = Math.max(Math.trunc(centre - reach + 0.5), 0);
    const end = Math.min(Math.trunc(centre + reach + 0.5), input);
    first[i] = begin;
    weights.push(row(begin, end, centre, perPixel));
  }
  return { first, weights };
}

function row(begin: number, end: number, centre: number, perPixel: number): Int32Array {
  const raw = new Float64Array(end - begin);
  let sum = 0;
  for (let j = 0; j < raw.length; j++) {
    const distance = Math.abs((j + begin - centre + 0.5) * perPixel);
    raw[j] = distance < 1 ? 1 - distance : 0;
    sum += raw[j];
  }
  const fixed = new Int32Array(raw.length);
  for (let j = 0; j < raw.length; j++) {
    fixed[j] = Math.trunc(0.5 + (raw[j] / sum) * (1 << FRACTION_BITS));
  }
  return fixed;
}

/** A weighted sum to 8 bits: rounded by {@link HALF} beforehand, clipped here. */
export function toByte(sum: number): number {
  return Math.min(sum >>> FRACTION_BITS, 255);
}
