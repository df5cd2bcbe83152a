// The inner loops of local training, in float32 with the order of additions of Java's learning.training.kernels, so
// that a tab's delta has the bits that a node's would have. Each operation is rounded by Math.fround, or by being
// stored in a Float32Array.

const f = Math.fround;
const LOG2_E = Math.LOG2E;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const ROUNDER = 1.5 * 2 ** 52;
const POWERS = Float64Array.from({ length: 128 }, (_, k) => 2 ** -k);

/** Partial sums of an inner product. */
const LANES = 16;

const partial = new Float32Array(LANES);

/**
 * The inner product of `width` values: sixteen partial sums s_l of x_k y_k with k = l (mod 16), ascending, folded by halves.
 * See Java's Kernel. Sixteen local variables, because V8 keeps those in registers.
 */
export function dot(x: Float32Array, x0: number, y: Float32Array, y0: number, width: number): number {
  let s0 = f(0);
  let s1 = f(0);
  let s2 = f(0);
  let s3 = f(0);
  let s4 = f(0);
  let s5 = f(0);
  let s6 = f(0);
  let s7 = f(0);
  let s8 = f(0);
  let s9 = f(0);
  let s10 = f(0);
  let s11 = f(0);
  let s12 = f(0);
  let s13 = f(0);
  let s14 = f(0);
  let s15 = f(0);
  const whole = width - (width % LANES);
  for (let k = 0; k < whole; k += LANES) {
    const i = x0 + k;
    const j = y0 + k;
    s0 = f(s0 + f(x[i] * y[j]));
    s1 = f(s1 + f(x[i + 1] * y[j + 1]));
    s2 = f(s2 + f(x[i + 2] * y[j + 2]));
    s3 = f(s3 + f(x[i + 3] * y[j + 3]));
    s4 = f(s4 + f(x[i + 4] * y[j + 4]));
    s5 = f(s5 + f(x[i + 5] * y[j + 5]));
    s6 = f(s6 + f(x[i + 6] * y[j + 6]));
    s7 = f(s7 + f(x[i + 7] * y[j + 7]));
    s8 = f(s8 + f(x[i + 8] * y[j + 8]));
    s9 = f(s9 + f(x[i + 9] * y[j + 9]));
    s10 = f(s10 + f(x[i + 10] * y[j + 10]));
    s11 = f(s11 + f(x[i + 11] * y[j + 11]));
    s12 = f(s12 + f(x[i + 12] * y[j + 12]));
    s13 = f(s13 + f(x[i + 13] * y[j + 13]));
    s14 = f(s14 + f(x[i + 14] * y[j + 14]));
    s15 = f(s15 + f(x[i + 15] * y[j + 15]));
  }
  partial.set([s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15]);
  for (let k = whole; k < width; k++) partial[k - whole] += f(x[x0 + k] * y[y0 + k]);
  for (let half = LANES / 2; half >= 1; half /= 2) {
    for (let l = 0; l < half; l++) partial[l] += partial[l + half];
  }
  return partial[0];
}

/** y += c x. */
export function addScaled(y: Float32Array, x: Float32Array, c: number): void {
  const factor = f(c);
  for (let k = 0; k < y.length; k++) y[k] = f(y[k] + f(factor * x[k]));
}

/** y = m y + c x. */
export function blend(y: Float32Array, m: number, x: Float32Array, c: number): void {
  const [keep, add] = [f(m), f(c)];
  for (let k = 0; k < y.length; k++) y[k] = f(f(keep * y[k]) + f(add * x[k]));
}

/** y += c[from + i] x[i] for the first `count` rows, one after the other; four share a pass. */
export function addCombination(
  y: Float32Array,
  x: readonly Float32Array[],
  c: Float32Array,
  from: number,
  count: number,
): void {
  let i = 0;
  for (; i + 3 < count; i += 4) {
    const [x0, x1, x2, x3] = [x[i], x[i + 1], x[i + 2], x[i + 3]];
    const [c0, c1, c2, c3] = [c[from + i], c[from + i + 1], c[from + i + 2], c[from + i + 3]];
    for (let k = 0; k < y.length; k++) {
      y[k] = f(f(f(f(y[k] + f(c0 * x0[k])) + f(c1 * x1[k])) + f(c2 * x2[k])) + f(c3 * x3[k]));
    }
  }
  for (; i < count; i++) addScaled(y, x[i], c[from + i]);
}

/** Turns logits into probabilities in place and returns -log p[label]. */
export function softmax(z: Float32Array, label: number): number {
  let max = z[0];
  for (const value of z) max = Math.max(max, value);
  let total = 0;
  const own = z[label] - max;
  for (let c = 0; c < z.length; c++) {
    const e = exp(z[c] - max);
    z[c] = e;
    total += e;
  }
  const scale = f(1 / total);
  for (let c = 0; c < z.length; c++) z[c] = f(z[c] * scale);
  return Math.log(total) - own;
}

/** base^exponent with Java's bits, for a base above 0: see learning.training.kernels.Power. */
export function power(base: number, exponent: number): number {
  const x = exponent * Math.log(base);
  return x <= 0 ? exp(x) : 1 / exp(-x);
}

/** e^x for x of at most 0, within 3e-10 of it; 0 below -80: see the Java for why it is not Math.exp. */
export function exp(x: number): number {
  if (x < -80) return 0;
  const k = x * LOG2_E + ROUNDER - ROUNDER;
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let p = 1.0 / 5040 + r * (1.0 / 40320);
  p = 1.0 / 720 + r * p;
  p = 1.0 / 120 + r * p;
  p = 1.0 / 24 + r * p;
  p = 1.0 / 6 + r * p;
  p = 0.5 + r * p;
  p = 1 + r * p;
  p = 1 + r * p;
  return p * POWERS[-k];
}
