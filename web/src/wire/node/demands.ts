import { isStatistics } from "../../learning/works/localWork";
import type { Work } from "../codec/work";
import type { Protection, SecAggSetup } from "../ports";

/**
 * A node's minimum requirements, checked before it sends anything: the coordinator says how a contribution is
 * protected, and a node must not rely on that statement. Mirrors Java's
 * `Demands`; noise multipliers are deviation over clipping norm, 0 or absent for none.
 */
export interface Demands {
  readonly secureAggregation?: boolean;
  /** Masked contributions that a sum must be of, at least 2; without it 2. */
  readonly minSurvivors?: number;
  /** For the whole contribution, local or under the mask; the coordinator's own noise does not count. */
  readonly clientNoise?: number;
  /** Of DP-SGD, during training. */
  readonly exampleNoise?: number;
}

/** A multiplier that was divided and multiplied again is the same one. */
const ROUNDING = 1e-9;

/** Throws a sentence if these are no demands. */
export function requireDemands(demands: Demands): Demands {
  const { minSurvivors = 2, clientNoise = 0, exampleNoise = 0 } = demands;
  if (!(minSurvivors >= 2)) {
    throw new Error(`fewest contributions in a sum: ${minSurvivors} (expected: at least 2)`);
  }
  if (!(clientNoise >= 0) || !(exampleNoise >= 0)) {
    throw new Error(`required noise: ${clientNoise}, ${exampleNoise} (expected: at least 0)`);
  }
  return demands;
}

/** Why the node must not do `work`, or undefined. */
export function unmet(demands: Demands, work: Work): string | undefined {
  const { secureAggregation = false, minSurvivors = 2, clientNoise = 0, exampleNoise = 0 } = demands;
  const noise = clientNoise > 0 || exampleNoise > 0;
  const what = unnoised(work);
  if (noise && what !== undefined) {
    return `round ${work.round}: ${what} are asked for (expected: none; nothing would noise them, and noise is required here)`;
  }
  if (work.kind === "evaluate") {
    return undefined;
  }
  const no = (found: string, expected: string) =>
    `round ${work.round}: ${found} (expected: ${expected}, as is required here; ask whoever runs the coordinator)`;
  const { masks, task } = work;
  if (secureAggregation && masks === undefined) {
    return no("a contribution in the open is asked for", "secure aggregation");
  }
  if (secureAggregation && masks !== undefined && masks.minSurvivors < minSurvivors) {
    return no(`sums over only ${masks.minSurvivors} clients may be unmasked`, `at least ${minSurvivors}`);
  }
  if (noise && !task.protection.secureNoise) {
    return no("noise is to follow from the seed", "secure noise; seeded noise hides nothing");
  }
  const client = ownNoise(task.protection, masks);
  if (client < clientNoise * (1 - ROUNDING)) {
    return no(`noise multiplier ${client} for a client`, `at least ${clientNoise}`);
  }
  const example = task.protection.example?.noiseMultiplier ?? 0;
  return example < exampleNoise * (1 - ROUNDING)
    ? no(`noise multiplier ${example} for a picture`, `at least ${exampleNoise}`)
    : undefined;
}

/** What of a work nothing noises, whatever its protection says. */
function unnoised(work: Work): string | undefined {
  if (work.kind === "evaluate" || work.task.work.kind === "scores") {
    return "scores on this device's pictures";
  }
  return isStatistics(work.task.work) ? `sums over this device's pictures (${work.task.work.kind})` : undefined;
}

/**
 * Under a mask, each client's noise counts for the fewest that a sum may be of, but for one: a peer that colludes knows its own share. A
 * contribution is clipped to the norm times its weight, so the noise is measured against the norm times the largest weight.
 */
function ownNoise({ client: privacy, weightCap }: Protection, masks: SecAggSetup | undefined): number {
  if (privacy === undefined || privacy.noisePlace === "none") {
    return 0;
  }
  const own = privacy.noiseDeviation / (privacy.clippingNorm * weightCap);
  if (privacy.noisePlace === "local") {
    return own;
  }
  return masks === undefined ? 0 : own * Math.sqrt(masks.minSurvivors - 1);
}
