import { Code, type ConnectError } from "@connectrpc/connect";

/**
 * Whether the coordinator, or the contract, says no for good; mirrors Java's `Statuses`. Whatever
 * else goes wrong is worth another attempt.
 */
export function isFinal(error: ConnectError): boolean {
  switch (error.code) {
    case Code.FailedPrecondition:
    case Code.InvalidArgument:
    case Code.Unauthenticated:
    case Code.PermissionDenied:
    case Code.Aborted:
    case Code.NotFound:
    case Code.Unimplemented:
      return true;
    default:
      return false;
  }
}

/** The status as a sentence for people: the coordinator's own where it has one. */
export function sentence(error: ConnectError): string {
  if (error.cause instanceof TypeError) {
    return "the coordinator cannot be reached; is it running, and is this device connected?";
  }
  switch (error.rawMessage) {
    case "":
      return Code[error.code] ?? "the coordinator gave no reason";
    case "missing trailer":
    case "missing response body":
      return "the connection to the coordinator broke off";
    default:
      return BUTTONS.reduce((text, [flag, button]) => text.replace(flag, button), error.rawMessage);
  }
}

/** The coordinator's sentences end in what to do on a command line; here is a page. */
const BUTTONS: readonly (readonly [string, string])[] = [
  ["give each its own with --name", "keep one tab or device open under it, or take another name"],
  ["give it with --token", "enter it on this page"],
  ["check --image-size and --backbone", "load this page again"],
];
