// IEEE 754 binary16, as Java's learning.compression.Binary16; not every browser has Math.f16round.

/** The largest finite value. */
export const MAX_HALF = 65504;

const INFINITY = 0x7c00;
const QUIET_NAN = 0x7e00;
const SMALLEST_NORMAL = 0x38800000;
const TOO_LARGE = 0x477ff000;
const BIAS = 112;

const FLOAT = new Float32Array(1);
const BITS = new Int32Array(FLOAT.buffer);

/** The nearest value's 16 bits, of two the even one's; infinity from 65520 on. */
export function halfOf(value: number): number {
  FLOAT[0] = value;
  const sign = (BITS[0] >>> 16) & 0x8000;
  const size = BITS[0] & 0x7fffffff;
  if (size > 0x7f800000) return sign | QUIET_NAN;
  if (size >= TOO_LARGE) return sign | INFINITY;
  if (size < SMALLEST_NORMAL) {
    const steps = Math.abs(FLOAT[0]) * 2 ** 24; // below 2^10, so that adding 2^52 rounds to a whole number
    return sign | (steps + 2 ** 52 - 2 ** 52);
  }
  return sign | (((size + 0xfff + ((size >>> 13) & 1)) >>> 13) - (BIAS << 10));
}

/** The bits of the largest value that is not larger in size; `value` is finite and at most 65504. */
export function halfTowardsZero(value: number): number {
  const nearest = halfOf(value);
  return Math.abs(floatOf(nearest)) > Math.abs(value) ? nearest - 1 : nearest;
}

/** The value of 16 bits, exactly. */
export function floatOf(half: number): number {
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  BITS[0] = 0;
  if (exponent === 0) FLOAT[0] = fraction * 2 ** -24;
  else BITS[0] = ((exponent === 0x1f ? 0xff : exponent + BIAS) << 23) | (fraction << 13);
  BITS[0] |= (half & 0x8000) << 16;
  return FLOAT[0];
}
