import type { TrainWork } from "../../../src/wire/codec/work";
import { type Participation, participationOf } from "../../../src/wire/ledger/participation";
import type { ClientPrivacy, LocalWork, Protection } from "../../../src/wire/ports";

/** Rounds as a coordinator would ask for them, and what a ledger says of them. */

export const OPEN: Protection = { weightCap: 1, secureNoise: true };
export const ANNA = { client: "anna", run: "run", data: "ab".repeat(32), numExamples: 400, colluders: 1 };

export const local = (deviation: number): Protection => ({
  ...OPEN,
  client: { clippingNorm: 1, noisePlace: "local", noiseDeviation: deviation, reportsNorm: false } as ClientPrivacy,
});

export const dpSgd = (noiseMultiplier: number): Protection => ({
  ...OPEN,
  example: { clippingNorm: 1, noiseMultiplier },
});

export const SGD: LocalWork = {
  kind: "sgd",
  form: "plain",
  hyper: { localEpochs: 1, batchSize: 1, learningRate: 0.1, momentum: 0, weightDecay: 0, proximalMu: 0 },
};

/** A round at parameters that are all `at`; another `cohort` is another setup. */
export function round(
  number: number,
  at: number,
  changes: { cohort?: number; protection?: Protection; work?: LocalWork; broadcast?: Map<string, Float32Array> } = {},
): TrainWork {
  const { cohort, protection = OPEN, work = SGD, broadcast = new Map() } = changes;
  const masks = { ringBits: 64, length: 9, neighbours: 2, threshold: 3, minSurvivors: 3 } as const;
  return {
    kind: "train",
    key: "",
    round: number,
    setup: JSON.stringify([number, at, cohort, protection, work, [...broadcast]]),
    task: {
      round: number,
      seed: 7n,
      head: { classes: 2, features: 2 },
      parameters: new Float32Array(6).fill(at),
      broadcast,
      work,
      protection,
      schema: { vectors: [], slots: [] },
    },
    ...(cohort === undefined ? {} : { masks: { ...masks, runId: "r", round: number, cohort } }),
  };
}

export const entry = (work: TrainWork, run = "run", data = ANNA.data): Promise<Participation> =>
  participationOf(work, { ...ANNA, run, data }, 0);
