import { Examples } from "../src/learning/examples";
import { KeyedRandom } from "../src/learning/random";
import { train } from "../src/learning/training";

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
