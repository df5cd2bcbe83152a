import { type Receipt as ReceiptMessage, Receipt_Status as Status } from "../../gen/headwater/v1/federation_pb";

/** The coordinator's final answer to a contribution; mirrors Java's `Receipt`. */
export type Receipt =
  | { readonly kind: "accepted" | "duplicate" | "late" }
  | { readonly kind: "refused"; readonly reason: string };

/** The receipt, or undefined for a part that was kept. A status that is not known counts as a refusal. */
export function decodeReceipt(message: ReceiptMessage): Receipt | undefined {
  switch (message.status) {
    case Status.ACCEPTED:
      return { kind: "accepted" };
    case Status.DUPLICATE:
      return { kind: "duplicate" };
    case Status.LATE:
      return { kind: "late" };
    case Status.REFUSED:
      return { kind: "refused", reason: message.reason };
    case Status.PART_RECEIVED:
      return undefined;
    default:
      return {
        kind: "refused",
        reason: `receipt: status ${message.status} (expected: one that this version knows; load this page again from the coordinator)`,
      };
  }
}
