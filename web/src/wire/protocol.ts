/** Numbers of the contract that coordinator and clients share; mirrors Java's `Protocol`. */

/** Version of the contract; both sides must speak the same. */
export const PROTOCOL_VERSION = 9;

/** Which bits local work gives, as Java's `Arithmetic`; both sides must compute alike. */
export const ARITHMETIC = 3;

/** Of these pages; travels in JoinRequest for people who read the coordinator's log. */
export const SOFTWARE_VERSION = "0.1.0";

/** Bytes of every part of a vector or file but the last. */
export const PART_BYTES = 1 << 20;

/** Largest number of values in one vector: 1 GiB of float32. */
export const MAX_VALUES = 1 << 28;

/** The number of parts that `bytes`, at least 1, travel in. */
export function parts(bytes: number): number {
  return Math.ceil(bytes / PART_BYTES);
}

/** Gives a round's number back; throws unless it is 1 to 2^31 - 1. */
export function requireRound(round: number): number {
  if (!(round >= 1 && round <= 0x7fffffff)) {
    throw new Error(`round: ${round} (expected: 1 to 2147483647)`);
  }
  return round;
}
