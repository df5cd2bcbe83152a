import { clippingOf, type Protection, weightOf } from "../../learning/protection";
import { stepsOf } from "../../learning/training/training";
import { isStatistics } from "../../learning/works/localWork";
import { littleEndian } from "../codec/vector";
import type { TrainWork } from "../codec/work";
import { ownNoise } from "../policy/ownNoise";
import type { LocalWork, TrainTask } from "../ports";
import { hex, sha256 } from "../sha256";

/** One answer of this device to one round; as it is kept. Mirrors Java's `Participation`. */
export interface Participation {
  /** Milliseconds since 1970, when it was about to be sent. */
  readonly time: number;
  /** The device's name in the run. */
  readonly client: string;
  /** The run's memory id, which outlives restarts of the coordinator. */
  readonly run: string;
  readonly round: number;
  readonly work: LocalWork["kind"];
  /** SHA-256 of the whole task, in hex: the same task gives the same digest. */
  readonly setup: string;
  /**
   * SHA-256 of what the answer is a function of beside the pictures, in hex: the global parameters, or for plain sums
   * over pictures the work alone.
   */
  readonly subject: string;
  /** SHA-256 of the pictures and their labels, in hex. */
  readonly data: string;
  /** Pictures that it trained on. */
  readonly numExamples: number;
  readonly weight: number;
  /** Of the contribution, per unit of weight; absent if it was not clipped. */
  readonly clippingNorm?: number;
  readonly masked: boolean;
  /** Whether the same task gives the same bytes again. */
  readonly repeatable: boolean;
  /** SHA-256 of the answer whatever the run is called; absent where it is masked, or not known yet. */
  readonly answer?: string;
  /** Multipliers of the noise that no coordinator can take away; 0 for none. */
  readonly clientNoise: number;
  readonly exampleNoise: number;
  /** Of DP-SGD: the sampling rate of its steps and their number; 0 without. */
  readonly rate: number;
  readonly steps: number;
}

/** Who answers, with what. */
export interface Participant {
  readonly client: string;
  readonly run: string;
  readonly data: string;
  readonly numExamples: number;
  readonly colluders: number;
}

/** The participation that `work` would be. */
export async function participationOf(work: TrainWork, who: Participant, now: number): Promise<Participation> {
  const { task, masks } = work;
  const { client, run, data, numExamples, colluders } = who;
  const { ofClient, ofExample } = ownNoise(work, colluders);
  const clippingNorm = clippingOf(task.protection)?.clippingNorm;
  const hyper = ofExample > 0 && task.work.kind === "sgd" ? task.work.hyper : undefined;
  return {
    time: now,
    client,
    run,
    round: task.round,
    work: task.work.kind,
    setup: work.setup,
    subject: await subjectOf(task),
    data,
    numExamples,
    weight: weightOf(task.protection, Math.max(1, numExamples)),
    ...(clippingNorm === undefined ? {} : { clippingNorm }),
    masked: masks !== undefined,
    repeatable: masks === undefined && !drawsSecretly(task.protection, task.work),
    clientNoise: ofClient,
    exampleNoise: ofExample,
    rate: hyper === undefined ? 0 : Math.min(1, hyper.batchSize / numExamples),
    steps: hyper === undefined ? 0 : stepsOf(numExamples, hyper),
  };
}

/** Whether noise or batches are drawn that nobody can draw again: DP-SGD without noise still draws its batches. */
function drawsSecretly({ secureNoise, client, example }: Protection, work: LocalWork): boolean {
  const noised = client?.noisePlace === "local" || example !== undefined;
  return secureNoise && noised && !isStatistics(work) && work.kind !== "scores";
}

const OF_PICTURES_ALONE: ReadonlySet<LocalWork["kind"]> = new Set(["moments", "class-sums", "feature-moments"]);

/**
 * What else a task sends (scalings, control vectors, candidates) is left out: a coordinator can choose that anew each
 * time.
 */
async function subjectOf({ work, parameters }: TrainTask): Promise<string> {
  const question = OF_PICTURES_ALONE.has(work.kind) ? work.kind : await digestOf(parameters);
  return hex(await sha256(new TextEncoder().encode(question)));
}

async function digestOf(values: Float32Array): Promise<string> {
  return hex(await sha256(littleEndian(values)));
}

/** Whether both answer the same round of the same run under the same name. */
export function sameRound(a: Participation, b: Participation): boolean {
  return a.run === b.run && a.round === b.round && a.client === b.client;
}
