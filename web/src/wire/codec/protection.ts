import {
  type ClientPrivacy as ClientPrivacyMessage,
  type ExamplePrivacy as ExamplePrivacyMessage,
  type Grid,
  type Hyperparameters as HyperparametersMessage,
  ClientPrivacy_NoisePlace as Place,
  type Protection as ProtectionMessage,
} from "../../gen/headwater/v1/federation_pb";
import type { ClientPrivacy, ExamplePrivacy, FixedPoint, Hyperparameters, Protection } from "../ports";

function require(holds: boolean, name: string, value: number, expected: string): void {
  if (!holds) {
    throw new Error(`${name}: ${value} (expected: ${expected})`);
  }
}

/** How to train; refuses what Java's `Hyperparameters` refuses. */
export function decodeHyperparameters(message: HyperparametersMessage | undefined): Hyperparameters {
  const {
    localEpochs = 0,
    batchSize = 0,
    learningRate = 0,
    momentum = 0,
    weightDecay = 0,
    proximalMu = 0,
  } = message ?? {};
  require(localEpochs >= 1, "local-epochs", localEpochs, "at least 1");
  require(batchSize >= 1, "batch-size", batchSize, "at least 1");
  require(learningRate > 0 && Number.isFinite(learningRate), "lr", learningRate, "above 0");
  require(momentum >= 0 && momentum < 1, "momentum", momentum, "at least 0 and below 1");
  require(weightDecay >= 0 && Number.isFinite(weightDecay), "weight-decay", weightDecay, "at least 0");
  require(proximalMu >= 0 && Number.isFinite(proximalMu), "proximal-mu", proximalMu, "at least 0");
  return { localEpochs, batchSize, learningRate, momentum, weightDecay, proximalMu };
}

/** What a client does to protect itself; mirrors Java's `ProtectionCodec`. */
export function decodeProtection(message: ProtectionMessage | undefined): Protection {
  if (message?.client !== undefined && message.weightCap === 0) {
    throw new Error(
      "weights: num_examples, together with clipping (expected: uniform or capped weights; one client could otherwise move the sum without bound)",
    );
  }
  const clippingNorm = message?.clippingNorm ?? 0;
  if (clippingNorm !== 0 && (message?.client !== undefined || message?.example !== undefined)) {
    throw new Error(`clipping norm: ${clippingNorm} beside that of a privacy guarantee (expected: one of them)`);
  }
  require(clippingNorm >= 0 && Number.isFinite(clippingNorm), "clipping norm", clippingNorm, "finite and above 0");
  return {
    weightCap: message?.weightCap ?? 0,
    secureNoise: message?.secureNoise ?? false,
    ...(message?.client === undefined ? {} : { client: clientPrivacy(message.client) }),
    ...(message?.example === undefined ? {} : { example: examplePrivacy(message.example) }),
    ...(clippingNorm === 0 ? {} : { clippingNorm }),
  };
}

function clientPrivacy(message: ClientPrivacyMessage): ClientPrivacy {
  const { clippingNorm, noiseDeviation, reportsNorm } = message;
  const noisePlace = PLACES.get(message.noisePlace);
  if (noisePlace === undefined) {
    // A client that noised nothing where it was asked to would break what it was promised.
    throw new Error(
      `noise: of kind ${message.noisePlace} (expected: one that this version knows; load this page again from the coordinator)`,
    );
  }
  require(clippingNorm > 0 && Number.isFinite(clippingNorm), "clipping norm", clippingNorm, "finite and above 0");
  if (!(noiseDeviation >= 0) || !Number.isFinite(noiseDeviation) || noiseDeviation > 0 !== (noisePlace !== "none")) {
    throw new Error(
      `noise: deviation ${noiseDeviation}, place ${noisePlace} (expected: above 0 exactly where there is a place)`,
    );
  }
  return { clippingNorm, noisePlace, noiseDeviation, reportsNorm };
}

const PLACES = new Map<Place, ClientPrivacy["noisePlace"]>([
  [Place.NONE, "none"],
  [Place.LOCAL, "local"],
  [Place.MASKED, "masked"],
]);

function examplePrivacy(message: ExamplePrivacyMessage): ExamplePrivacy {
  const { clippingNorm, noiseMultiplier, users } = message;
  if (users) {
    // Clipping single pictures where users are promised something would break that promise.
    throw new Error(
      "privacy: users are to be protected, and a page does not know whose each picture is (expected: a node, ./headwater client)",
    );
  }
  require(clippingNorm > 0 &&
    Number.isFinite(clippingNorm), "example clipping norm", clippingNorm, "finite and above 0");
  require(noiseMultiplier >= 0 &&
    Number.isFinite(noiseMultiplier), "example noise multiplier", noiseMultiplier, "finite and at least 0");
  return { clippingNorm, noiseMultiplier };
}

/** The grid of a round's sum; refuses what Java's `FixedPoint` refuses, a sum that could wrap above all. */
export function decodeGrid(message: Grid | undefined): FixedPoint {
  const { fractionBits = 0, maxPerWeight = 0, maxTotalWeight = 0, ringBits = 0, noiseDeviation = 0 } = message ?? {};
  if (!(maxPerWeight > 0) || !(maxTotalWeight > 0) || !Number.isFinite(maxPerWeight * maxTotalWeight)) {
    throw new Error(
      `fixed point: bounds ${maxPerWeight} a weight and ${maxTotalWeight} in weight (expected: finite and above 0)`,
    );
  }
  if (!(noiseDeviation >= 0) || !Number.isFinite(noiseDeviation)) {
    throw new Error(`fixed point: noise of deviation ${noiseDeviation} (expected: finite and at least 0)`);
  }
  if (ringBits !== 32 && ringBits !== 64) {
    throw new Error(`ring bits: ${ringBits} (expected: 32 or 64)`);
  }
  const largest = largestFractionBits(ringBits, maxPerWeight * maxTotalWeight, noiseDeviation);
  if (fractionBits < MIN_FRACTION_BITS || fractionBits > largest) {
    throw new Error(
      `fixed point: ${fractionBits} fraction bits for values up to ${maxPerWeight} a weight, a total weight of ${maxTotalWeight} and noise of deviation ${noiseDeviation} in ${ringBits} bits (expected: ${MIN_FRACTION_BITS} to ${largest})`,
    );
  }
  return { fractionBits, maxPerWeight, maxTotalWeight, ringBits, noiseDeviation };
}

/** As Java's `FixedPoint`: coarser, small deltas vanish; finer, nothing is won; noise has its own bound. */
const MIN_FRACTION_BITS = 16;
const MAX_FRACTION_BITS = 60;
const MAX_NOISE_BITS = 44;
const NOISE_DEVIATIONS = 20;

/** One bit of the ring is the sign, one is slack for the rounding of each term. */
function largestFractionBits(ringBits: number, sum: number, noiseDeviation: number): number {
  const bound = sum + NOISE_DEVIATIONS * noiseDeviation;
  const bits = Math.min(MAX_FRACTION_BITS, ringBits - 2 - (exponent(bound) + 1));
  return noiseDeviation === 0 ? bits : Math.min(bits, MAX_NOISE_BITS - (exponent(noiseDeviation) + 1));
}

/** Math.getExponent: the unbiased exponent of a double. */
function exponent(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return ((view.getUint16(0) >> 4) & 0x7ff) - 1023;
}
