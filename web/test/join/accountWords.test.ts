import { describe, expect, it, vi } from "vitest";
import { AccountWords, inWords } from "../../src/join/accountWords";
import { IDLE } from "../../src/join/progress";
import { PageLedger } from "../../src/wire/ledger/ledger";
import { entry, local, round } from "../wire/ledger/entries";

describe("what this browser has taken part in", () => {
  it("isToldInRoundsRunsAndMasks", async () => {
    const open = await entry(round(1, 0));
    const masked = await entry(round(2, 0, { cohort: 5 }));
    expect(inWords([])[0]).toBe("No round so far.");
    expect(inWords([open])[0]).toBe("1 round of 1 run: not masked.");
    expect(inWords([masked, await entry(round(2, 0, { cohort: 5 }), "b")])[0]).toBe("2 rounds of 2 runs: all masked.");
    expect(inWords([open, masked, await entry(round(3, 0, { protection: local(2) }))])[0]).toBe(
      "3 rounds of 1 run: 1 masked, 2 not; 1 with noise that nobody can take away.",
    );
  });

  it("saysThatTheCoordinatorServesTheCodeThatChecks", () => {
    expect(inWords([]).join(" ")).toMatch(/checked by this page's own code, which comes from the coordinator/);
  });

  it("isReadAgainWhenSomethingHasLeftAndOnlyThen", async () => {
    const ledger = new PageLedger();
    const read = vi.spyOn(ledger, "participations");
    const changed = vi.fn();
    const account = new AccountWords(ledger, changed);
    account.follow(IDLE);
    account.follow(IDLE);
    await vi.waitFor(() => expect(account.words[0]).toBe("No round so far."));
    expect(read).toHaveBeenCalledOnce();
    await ledger.enter(await entry(round(1, 0)), {});
    account.follow({ ...IDLE, rounds: [] });
    await vi.waitFor(() => expect(account.words[0]).toBe("1 round of 1 run: not masked."));
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it("isAWordWhereItCannotBeRead", async () => {
    const account = new AccountWords({ participations: () => Promise.reject(new Error("no")) }, () => {});
    account.follow(IDLE);
    await vi.waitFor(() => expect(account.words[0]).toMatch(/cannot be read/));
  });
});
