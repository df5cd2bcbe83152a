/** One class and how sure the model is of it, 0 to 1. */
export interface Guess {
  label: string;
  share: number;
}

/** The last layer of a network: weights `[classes, features]` row-major, then biases `[classes]`. */
export interface LastLayer {
  parameters: Float32Array;
  labels: string[];
}

/**
 * Softmax of `W f + b`, one share a class, summing to 1. In double precision: what is shown has four digits.
 *
 * @throws Error with a sentence if the layer is made for features of another length
 */
export function shares(features: Float32Array, { parameters, labels }: LastLayer): Float64Array {
  const classes = parameters.length / (features.length + 1);
  if (!Number.isInteger(classes) || (labels.length > 0 && labels.length !== classes)) {
    throw new Error(
      `model: ${parameters.length} values and ${labels.length} class names (expected: ${features.length + 1} values a class; load the page again)`,
    );
  }
  const logits = new Float64Array(classes);
  for (let c = 0; c < classes; c++) {
    let sum = parameters[classes * features.length + c];
    for (let i = 0; i < features.length; i++) {
      sum += parameters[c * features.length + i] * features[i];
    }
    logits[c] = sum;
  }
  const top = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = logits.map((value) => Math.exp(value - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

/** The `k` largest shares, largest first, the earlier class first among equals; fewer if there are fewer classes. */
export function topK(shares: Float64Array, labels: string[], k: number): Guess[] {
  return Array.from(shares, (share, c) => ({ label: labels[c] ?? `class ${c}`, share, c }))
    .sort((a, b) => b.share - a.share || a.c - b.c)
    .slice(0, k)
    .map(({ label, share }) => ({ label, share }));
}
