import { isStatistics } from "../../learning/works/localWork";
import type { TrainWork } from "../codec/work";
import type { TrainTask } from "../ports";

/**
 * The noise of one contribution that a coordinator which lies cannot take away: what this device draws itself, and under
 * masks what the fewest survivors that do not collude draw. Multipliers, 0 for none. Mirrors Java's `OwnNoise`.
 */
export interface OwnNoise {
  /** For the whole contribution: deviation over clipping norm times weight cap. */
  readonly ofClient: number;
  /** Of DP-SGD: deviation over the clipping norm of a picture's gradient. */
  readonly ofExample: number;
}

const NONE: OwnNoise = { ofClient: 0, ofExample: 0 };

/**
 * The noise of `work`; works that draw none have none, whatever the task says.
 *
 * @param colluders clients of a masked round that may tell the reader their share
 */
export function ownNoise(work: TrainWork, colluders: number): OwnNoise {
  const { protection, work: asked } = work.task;
  if (!protection.secureNoise || isStatistics(asked) || asked.kind === "scores") {
    return NONE;
  }
  return { ofClient: ofClient(work, colluders), ofExample: protection.example?.noiseMultiplier ?? 0 };
}

/** Steps of the grid in a deviation, as the accounting assumes. */
const LEAST_STEPS = 2 ** 36;

/** A discrete Gaussian of a few steps of the grid is 0 nearly always. */
function coarse({ schema }: TrainTask, deviation: number): boolean {
  return schema.vectors.some(({ grid }) => deviation * 2 ** grid.fractionBits < LEAST_STEPS * (1 - 1e-9));
}

/** A contribution is clipped to the norm times its weight, so the noise is measured against the norm times the largest weight. */
function ofClient({ task, masks }: TrainWork, colluders: number): number {
  const { client: privacy, weightCap } = task.protection;
  if (privacy === undefined || privacy.noisePlace === "none") {
    return 0;
  }
  const own = privacy.noiseDeviation / (privacy.clippingNorm * weightCap);
  if (privacy.noisePlace === "local") {
    return own;
  }
  const honest = masks === undefined ? 0 : masks.minSurvivors - Math.max(1, colluders);
  return honest < 1 || coarse(task, privacy.noiseDeviation) ? 0 : own * Math.sqrt(honest);
}
