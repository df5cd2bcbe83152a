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

/**
 * The status as a sentence for people: the coordinator's own where it has one.
 *
 * @param enrolled whether the client was, until this happened
 */
export function sentence(error: ConnectError, enrolled = false): string {
  if (globalThis.navigator?.onLine === false) {
    return "this device is offline; it goes on by itself when there is a network";
  }
  if (error.cause instanceof TypeError && !enrolled) {
    return "the coordinator cannot be reached; is it running, and is this device connected?";
  }
  switch (error.cause instanceof TypeError ? BROKEN : error.rawMessage) {
    case "":
      return Code[error.code] ?? "the coordinator gave no reason";
    case BROKEN:
    case "missing trailer":
    case "missing response body":
      return "the connection to the coordinator broke off";
    default:
      return BUTTONS.reduce((text, [flag, button]) => text.replace(flag, button), error.rawMessage);
  }
}

/** What no browser says by itself: each has words of its own. */
const BROKEN = "broken";

/** The coordinator's sentences end in what to do on a command line; here is a page. */
const BUTTONS: readonly (readonly [string, string])[] = [
  ["give each its own with --name", "keep one tab or device open under it, or take another name"],
  ["give it with --token-file or HEADWATER_TOKEN", "enter it on this page"],
  ["from this client's cache; or another --name", "from the browser that it first joined with; or another name"],
  ["check --image-size and --backbone", "load this page again"],
];
