// The inner loops of local training, in float32 with the order of additions of Java's learning.training.kernels.Vectors, so
// that a tab's delta has the bits that a node's would have. Each operation is rounded by Math.fround, or by being
// stored in a Float32Array.

const f = Math.fround;
const LOG2_E = Math.LOG2E;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const ROUNDER = 1.5 * 2 ** 52;
const POWERS = Float64Array.from({ length: 128 }, (_, k) => 2 ** -k);

/** Room for a vector of `width` values, cut into thirds for {@link dot}; the end of the last stays 0. */
export function thirds(width: number): Float32Array[] {
  const length = Math.floor((width + 2) / 3);
  return [new Float32Array(length), new Float32Array(length), new Float32Array(length)];
}

/** Copies `width` values from `offset` on into thirds. */
export function cut(source: Float32Array, offset: number, width: number, into: readonly Float32Array[]): void {
  const length = into[0].length;
  for (let part = 0; part < 3; part++) {
    const from = Math.min(width, part * length);
    into[part].set(source.subarray(offset + from, offset + Math.min(width, from + length)));
  }
}

/** The inner product of two vectors cut into thirds: three products a place, then eight interleaved partial sums. */
export function dot(x: readonly Float32Array[], y: readonly Float32Array[], t: Float32Array): number {
  const [x0, x1, x2] = x;
  const [y0, y1, y2] = y;
  for (let j = 0; j < t.length; j++) {
    t[j] = f(f(f(x0[j] * y0[j]) + f(x1[j] * y1[j])) + f(x2[j] * y2[j]));
  }
  return sum(t);
}

function sum(t: Float32Array): number {
  let s0 = f(0);
  let s1 = f(0);
  let s2 = f(0);
  let s3 = f(0);
  let s4 = f(0);
  let s5 = f(0);
  let s6 = f(0);
  let s7 = f(0);
  let k = 0;
  for (; k + 7 < t.length; k += 8) {
    s0 = f(s0 + t[k]);
    s1 = f(s1 + t[k + 1]);
    s2 = f(s2 + t[k + 2]);
    s3 = f(s3 + t[k + 3]);
    s4 = f(s4 + t[k + 4]);
    s5 = f(s5 + t[k + 5]);
    s6 = f(s6 + t[k + 6]);
    s7 = f(s7 + t[k + 7]);
  }
  for (; k < t.length; k++) s0 = f(s0 + t[k]);
  return f(f(f(s0 + s1) + f(s2 + s3)) + f(f(s4 + s5) + f(s6 + s7)));
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

/** y += sum of c[from + i] x[i] over the first `count` rows, four at a time. */
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
      y[k] = f(y[k] + f(f(f(c0 * x0[k]) + f(c1 * x1[k])) + f(f(c2 * x2[k]) + f(c3 * x3[k]))));
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
