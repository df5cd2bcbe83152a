import type { Submission } from "../../gen/headwater/v1/federation_pb";
import type { Advertisement, Confirmation, MaskedInput, SecretShare, Shares, Unmasking } from "../ports";
import { type Header, submission } from "./submission";
import { inParts } from "./vector";

/** Secure aggregation on its way up: the client's five steps. Mirrors Java's `StepCodec`. */

/** Step 1. */
export function encodeAdvertisement(
  header: Header,
  { sharingKey, maskingKey, signature }: Pick<Advertisement, "sharingKey" | "maskingKey" | "signature">,
): Submission[] {
  return [submission(header, { case: "advertisement", value: { sharingKey, maskingKey, signature } })];
}

/** Step 2; boxes sorted by name, so that the same shares are the same bytes. */
export function encodeShares(header: Header, { seedCommitment, boxes }: Shares): Submission[] {
  const sorted = [...boxes].sort(by((box) => box.client)).map(({ client, box }) => ({ client, box }));
  return [submission(header, { case: "shares", value: { seedCommitment, boxes: sorted } })];
}

/** Step 3, as many messages as the input has parts, to be sent in order. */
export function encodeMaskedInput(header: Header, { bytes, digest }: MaskedInput): Submission[] {
  return inParts(bytes).map((part) => submission(header, { case: "maskedInput", value: { digest, part } }));
}

/** Step 4. */
export function encodeConfirmation(
  header: Header,
  { survivorsDigest, signature }: Pick<Confirmation, "survivorsDigest" | "signature">,
): Submission[] {
  return [submission(header, { case: "confirmation", value: { survivorsDigest, signature } })];
}

/** Step 5; shares sorted by owner. */
export function encodeUnmasking(header: Header, { seedShares, keyShares }: Unmasking): Submission[] {
  return [
    submission(header, {
      case: "unmasking",
      value: { seedShares: secrets(seedShares), keyShares: secrets(keyShares) },
    }),
  ];
}

/** That the client takes no further part in a masked round. */
export function encodeWithdrawal(header: Header, exhausted = false): Submission[] {
  return [submission(header, { case: "withdrawal", value: { exhausted } })];
}

function secrets(shares: readonly SecretShare[]): SecretShare[] {
  return [...shares].sort(by((share) => share.owner)).map(({ owner, x, value }) => ({ owner, x, value }));
}

/** Java's order of strings: by UTF-16 code units. */
function by<T>(name: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0);
}
