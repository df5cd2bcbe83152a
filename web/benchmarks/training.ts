import { Examples } from "../src/learning/examples";
import { KeyedRandom } from "../src/learning/random";
import { train } from "../src/learning/training/training";
import { moments } from "../src/learning/works/moments";

/**
 * Milliseconds of a client's round, median of 15 after warming up. From web/:
 * `npx vite build --ssr benchmarks/training.ts --outDir target/benchmarks && node target/benchmarks/training.js`
 */
const head = { classes: 10, features: 1280 };
for (const [n, batchSize, localEpochs] of [
  [50, 10, 5],
  [200, 20, 1],
] as const) {
  const random = KeyedRandom.of(1n, 0, "benchmark", "PARTITION");
  const features = Float32Array.from({ length: n * head.features }, () => Math.max(0, random.nextGaussian()));
  const labels = Int32Array.from({ length: n }, () => random.nextInt(head.classes));
  const examples = new Examples(features, labels, head.features);
  const hyper = { localEpochs, batchSize, learningRate: 0.02, momentum: 0, weightDecay: 0, proximalMu: 0 };
  const global = new Float32Array(head.classes * head.features + head.classes);
  const times: number[] = [];
  for (let round = 1; round <= 30; round++) {
    const begin = performance.now();
    train(global, head, examples, hyper, KeyedRandom.of(1n, round, "c", "SHUFFLE"));
    times.push(performance.now() - begin);
  }
  const later = times.slice(15).sort((a, b) => a - b);
  console.log(`n=${n} B=${batchSize} E=${localEpochs}: ${later[7].toFixed(2)} ms (first ${times[0].toFixed(1)} ms)`);
}

// The heaviest upload of a tab: the statistics of a closed-form head, in the open and ready to be masked.
const pictures = 40;
const random = KeyedRandom.of(1n, 0, "benchmark", "PARTITION");
const features = Float32Array.from({ length: pictures * head.features }, () =>
  Math.min(6, Math.max(0, random.nextGaussian())),
);
const labels = Int32Array.from({ length: pictures }, () => random.nextInt(head.classes));
const few = new Examples(features, labels, head.features);
for (let i = 0; i < 3; i++) {
  const begin = performance.now();
  const [second] = moments(few, head);
  console.log(
    `moments of ${pictures} x ${head.features}, ${second.length} sums: ${(performance.now() - begin).toFixed(0)} ms`,
  );
}
