/** Why a client refused to continue a masked round: Java's secagg.Refusal. */
export type Refusal =
  | "REUSED"
  | "INCONSISTENT"
  | "SAME_KEYS"
  | "TOO_FEW"
  | "MISROUTED"
  | "BAD_INPUT"
  | "BAD_SHARE"
  | "BOTH_SHARES"
  | "WRONG_ROUND";

/** A client refuses to go on; after any reason but REUSED its secrets are gone. */
export class SecAggError extends Error {
  override readonly name = "SecAggError";

  constructor(
    readonly refusal: Refusal,
    message: string,
  ) {
    super(message);
  }
}
