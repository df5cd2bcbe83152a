import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { delay, exhausted, FOR_EVER } from "../../src/wire/backoff";
import { yieldToPage } from "../../src/wire/clock";
import { SOFTWARE_VERSION } from "../../src/wire/protocol";
import { isFinal, sentence } from "../../src/wire/statuses";

describe("backoff", () => {
  test("wait doubles up to the longest", () => {
    const backoff = { ...FOR_EVER, jitter: 0 };
    expect([1, 2, 3, 4, 5, 6, 7, 2000].map((n) => delay(backoff, n))).toEqual([
      500, 1000, 2000, 4000, 5000, 5000, 5000, 5000,
    ]);
  });

  test("jitter shortens the wait by its share", () => {
    expect(delay({ ...FOR_EVER, random: () => 0.5 }, 1)).toBe(375);
  });

  test("attempts are unlimited unless a limit is given", () => {
    expect(exhausted(FOR_EVER, 1_000_000)).toBe(false);
    expect([1, 2, 3].map((n) => exhausted({ ...FOR_EVER, maxAttempts: 3 }, n))).toEqual([false, false, true]);
  });
});

describe("statuses", () => {
  test("that mean no for good are those of Java's client", () => {
    const codes = Array.from({ length: 16 }, (_, i) => (i + 1) as Code);
    expect(codes.filter((code) => isFinal(new ConnectError("", code)))).toEqual([
      Code.InvalidArgument,
      Code.NotFound,
      Code.PermissionDenied,
      Code.FailedPrecondition,
      Code.Aborted,
      Code.Unimplemented,
      Code.Unauthenticated,
    ]);
  });

  test("are sentences for people at a page", () => {
    const from = (error: unknown) => sentence(ConnectError.from(error));
    expect(from(new ConnectError("no: 1 (expected: 2)", Code.Aborted))).toBe("no: 1 (expected: 2)");
    expect(from(new ConnectError("", Code.Unavailable))).toBe("Unavailable");
    expect(from(new TypeError("Failed to fetch"))).toContain("cannot be reached");
    expect(sentence(ConnectError.from(new TypeError("network error")), true)).toContain("broke off");
    expect(from("missing trailer")).toBe("the connection to the coordinator broke off");
    expect(
      from(
        new ConnectError(
          "token: none (expected: the coordinator's token; give it with --token-file or HEADWATER_TOKEN)",
          Code.Unauthenticated,
        ),
      ),
    ).toBe("token: none (expected: the coordinator's token; enter it on this page)");
  });
});

test("the version that clients give is the package's", () => {
  const pkg = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8"));
  expect(SOFTWARE_VERSION).toBe(pkg.version);
});

test("the page has its turn between two pieces of work: what follows is no microtask", async () => {
  let resumed = false;
  const pause = yieldToPage().then(() => {
    resumed = true;
  });
  for (let i = 0; i < 100; i++) {
    await Promise.resolve();
  }
  expect(resumed).toBe(false);
  await pause;
});
