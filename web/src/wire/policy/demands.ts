import { described } from "../../learning/compression/compression";
import { weightOf } from "../../learning/protection";
import { stepsOf } from "../../learning/training/training";
import { isStatistics } from "../../learning/works/localWork";
import type { TrainWork, Work } from "../codec/work";
import type { LocalWork, SecAggSetup, TrainTask } from "../ports";
import { ownNoise } from "./ownNoise";

/**
 * A node's minimum requirements, checked before it sends anything: the coordinator says how a contribution is
 * protected, and a node must not rely on that. Mirrors Java's `policy.Demands`. A node that demands anything scores no
 * heads of others in the open: crafted heads read held-out pictures out of their scores, and queries are unlimited.
 *
 * With `secureAggregation`, a coordinator that lies, together with `colluders` other clients of a round, learns of this
 * device's input no more than sums with at least `minSurvivors - colluders - 1` other inputs, and of inputs at the same
 * parameters at most `repeats + 1` such sums. A tab knows no identities of its peers, so the coordinator must forward keys
 * honestly; and in cohorts above 32 it draws the neighbours, so `colluders` counts those among them. The code of a page
 * comes from the coordinator, too: against one that serves other code nothing here helps.
 */
export interface Demands {
  readonly secureAggregation?: boolean;
  /** Least number of inputs in a sum, at least `colluders + 2`; without it that. */
  readonly minSurvivors?: number;
  /** Other clients that may work with the coordinator, at least 0; without it 1. */
  readonly colluders?: number;
  /** How often this device answers again at parameters that it has answered at, in all that its ledger knows; without it 2. */
  readonly repeats?: number;
  /** Noise multiplier for the whole contribution, local or under the mask; the coordinator's own noise does not count. */
  readonly clientNoise?: number;
  /** Noise multiplier of DP-SGD, during training. */
  readonly exampleNoise?: number;
  /** Largest weight of a contribution; absent or 0 for any. */
  readonly maxWeight?: number;
  /** Most steps of local training in a round, 0 for any; without it 10,000 where anything is demanded. */
  readonly maxLocalSteps?: number;
  /** Most rounds that the pictures take part in, in all that its ledger knows; absent or 0 for any. */
  readonly maxRounds?: number;
  /** Kinds of works that it does; absent or empty for all. */
  readonly works?: readonly LocalWork["kind"][];
}

/** What is demanded of masks. */
export interface MaskDemands {
  readonly minSurvivors: number;
  readonly colluders: number;
  readonly repeats: number;
}

/** Colluders that are expected unless somebody says otherwise. */
export const COLLUDERS = 1;

/** An honest round may fail for want of clients, and be repeated. */
const REPEATS = 2;

/** Steps of local training in a round, at most, where anything is demanded. */
const USUAL_STEPS = 10_000;

/** A multiplier that was divided and multiplied again is the same one. */
const ROUNDING = 1e-9;

const COMPLETE_UP_TO = 32;

/** Of Bell et al.'s graph, whatever the assumptions. */
const LEAST_DEGREE = 16;

/** What is demanded of masks; undefined where contributions may be open. */
export function maskDemands(demands: Demands): MaskDemands | undefined {
  if (demands.secureAggregation !== true) {
    return undefined;
  }
  const { colluders = COLLUDERS, repeats = REPEATS } = demands;
  return { minSurvivors: demands.minSurvivors ?? colluders + 2, colluders, repeats };
}

/** Clients of a masked round that may work with the coordinator. */
export function colludersOf(demands: Demands): number {
  return maskDemands(demands)?.colluders ?? COLLUDERS;
}

/** Whether noise is demanded. */
function noisy({ clientNoise = 0, exampleNoise = 0 }: Demands): boolean {
  return clientNoise > 0 || exampleNoise > 0;
}

/** Whether there is any demand: then no heads of others are scored in the open. */
export function anyDemand(demands: Demands): boolean {
  const { secureAggregation = false, maxWeight = 0, maxLocalSteps = 0, maxRounds = 0, works = [] } = demands;
  return secureAggregation || noisy(demands) || maxWeight > 0 || maxLocalSteps > 0 || maxRounds > 0 || works.length > 0;
}

/** Throws a sentence if these are no demands. */
export function requireDemands(demands: Demands): Demands {
  const { clientNoise = 0, exampleNoise = 0, maxWeight = 0, maxLocalSteps = 0, maxRounds = 0 } = demands;
  const masks = maskDemands(demands);
  if (masks !== undefined) {
    const { minSurvivors, colluders, repeats } = masks;
    require(colluders >= 0, "max-colluders", colluders, "at least 0");
    require(repeats >= 0, "max-repeats", repeats, "at least 0");
    require(minSurvivors >=
      colluders +
        2, "min-survivors", minSurvivors, `at least ${colluders + 2}: this device, another honest one and ${colluders} that may collude`);
  }
  if (!(clientNoise >= 0) || !(exampleNoise >= 0)) {
    throw new Error(`required noise: ${clientNoise}, ${exampleNoise} (expected: at least 0)`);
  }
  if (!(maxWeight >= 0) || !(maxLocalSteps >= 0) || !(maxRounds >= 0)) {
    throw new Error(
      `limits: weight ${maxWeight}, local steps ${maxLocalSteps}, rounds ${maxRounds} (expected: at least 0)`,
    );
  }
  return demands;
}

function require(holds: boolean, what: string, value: number, expected: string): void {
  if (!holds || !Number.isInteger(value)) {
    throw new Error(`${what}: ${value} (expected: ${expected})`);
  }
}

/** A demand that a task does not meet. */
interface Unmet {
  readonly found: string;
  readonly expected: string;
}

/**
 * Why the node must not do `work`, or undefined.
 *
 * @param numExamples pictures that it trains on
 */
export function unmet(demands: Demands, work: Work, numExamples: number): string | undefined {
  if (!anyDemand(demands)) {
    return undefined;
  }
  const refused = (what: string, why: string) => `round ${work.round}: ${what} are asked for (expected: none; ${why})`;
  const kind = work.kind === "train" ? work.task.work.kind : "scores";
  if (work.kind === "evaluate" || (kind === "scores" && (noisy(demands) || work.masks === undefined))) {
    return refused(
      "scores on this device's pictures",
      "heads of others read held-out pictures out of their scores, and this device has demands",
    );
  }
  if (noisy(demands) && isStatistics(work.task.work)) {
    return refused(
      `sums over this device's pictures (${kind})`,
      "nothing would noise them, and noise is required here",
    );
  }
  const masks = maskDemands(demands);
  const found =
    (noisy(demands) ? chosenByThePictures(work.task) : undefined) ??
    (masks && unmetMasks(masks, work.masks)) ??
    beyond(demands, work.task, numExamples) ??
    (noisy(demands) ? tooLittleNoise(demands, work) : undefined);
  return found && `round ${work.round}: ${found.found} (expected: ${found.expected}; ask whoever runs the coordinator)`;
}

/** Why masks of this setup hide too little, or undefined. */
function unmetMasks({ minSurvivors, colluders }: MaskDemands, setup: SecAggSetup | undefined): Unmet | undefined {
  if (setup === undefined) {
    return {
      found: "a contribution in the open is asked for",
      expected: "secure aggregation, as is required here",
    };
  }
  if (setup.minSurvivors < minSurvivors) {
    return {
      found: `sums over only ${setup.minSurvivors} clients may be unmasked`,
      expected: `at least ${minSurvivors}, as is required here`,
    };
  }
  const others = setup.cohort - 1;
  const degree = setup.cohort <= COMPLETE_UP_TO ? others : LEAST_DEGREE;
  if (setup.neighbours < degree) {
    return { found: `masks with only ${setup.neighbours} of ${others} other clients`, expected: `at least ${degree}` };
  }
  const holders = setup.neighbours + 1;
  const among = Math.min(colluders, setup.neighbours);
  return 2 * setup.threshold <= holders + among
    ? {
        found: `${setup.threshold} of ${holders} holders open a secret`,
        expected: `at least ${Math.floor((holders + among) / 2) + 1}, so that ${among} colluding clients do not make two such groups`,
      }
    : undefined;
}

/** Why the task goes beyond a limit that it alone can break, or undefined: Java's `Limits`. */
function beyond(demands: Demands, { work, protection }: TrainTask, numExamples: number): Unmet | undefined {
  const { maxWeight = 0, maxLocalSteps = USUAL_STEPS, works = [] } = demands;
  if (works.length > 0 && !works.includes(work.kind)) {
    return {
      found: `the work ${work.kind} is asked for`,
      expected: `one of ${works.join(", ")}, as is required here`,
    };
  }
  const weight = weightOf(protection, numExamples);
  if (maxWeight > 0 && weight > maxWeight) {
    return { found: `a contribution of weight ${weight}`, expected: `at most ${maxWeight}, as is required here` };
  }
  const steps = work.kind === "sgd" ? stepsOf(Math.max(1, numExamples), work.hyper) : 1;
  return maxLocalSteps > 0 && steps > maxLocalSteps
    ? {
        found: `${grouped(steps)} steps of local training`,
        expected: `at most ${grouped(maxLocalSteps)}, as is required here`,
      }
    : undefined;
}

/** Noise on some values says nothing of which ones they are. */
function chosenByThePictures({ schema }: TrainTask): Unmet | undefined {
  const chosen = schema.vectors.find(({ compression }) => compression?.kind === "top-k");
  return (
    chosen && {
      found: `the values that change most are asked for (${described(chosen.compression)})`,
      expected:
        "float16, int8, random-k or none; which values these are depends on the pictures, and noise is required here",
    }
  );
}

function tooLittleNoise(demands: Demands, work: TrainWork): Unmet | undefined {
  const { clientNoise = 0, exampleNoise = 0 } = demands;
  if (!work.task.protection.secureNoise) {
    return { found: "noise is to follow from the seed", expected: "secure noise; seeded noise hides nothing" };
  }
  const { client, weightCap } = work.task.protection;
  if (clientNoise > 0 && client?.reportsNorm) {
    return {
      found: "whether this device's delta was within the norm is asked for",
      expected: "no such flag; nothing noises it against the coordinator",
    };
  }
  if (clientNoise > 0 && weightCap !== 1) {
    return {
      found: "a weight that follows from the number of pictures is asked for",
      expected: "uniform weights; nothing noises that number",
    };
  }
  const { ofClient, ofExample } = ownNoise(work, colludersOf(demands));
  if (ofClient < clientNoise * (1 - ROUNDING)) {
    return {
      found: `noise multiplier ${ofClient} for a client`,
      expected: `at least ${clientNoise}, as is required here`,
    };
  }
  return ofExample < exampleNoise * (1 - ROUNDING)
    ? {
        found: `noise multiplier ${ofExample} for a picture`,
        expected: `at least ${exampleNoise}, as is required here`,
      }
    : undefined;
}

function grouped(value: number): string {
  return value.toLocaleString("en");
}
