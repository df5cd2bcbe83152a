import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, expect } from "@playwright/test";
import config from "../../playwright.config";
import { scratch } from "./processes";

/** Whether certificates can be given to Chromium as people do it: in its NSS database. */
export const CERTUTIL = spawnSync("certutil", ["-H"]).error === undefined;

/**
 * A browser of somebody who has installed a certificate; no error is ignored.
 *
 * @param certificate PEM or DER
 * @param as `C,,` for an authority, `P,,` for a server's own
 */
export function trustingBrowser(certificate: string, as: "C,," | "P,," = "C,,", ...args: string[]): Promise<Browser> {
  const home = scratch();
  const database = join(home, ".pki", "nssdb");
  mkdirSync(database, { recursive: true });
  certutil("-N", "-d", `sql:${database}`, "--empty-password");
  certutil("-A", "-d", `sql:${database}`, "-t", as, "-n", "trusted", "-i", certificate);
  return chromium.launch({
    executablePath: config.use?.launchOptions?.executablePath as string,
    args: ["--no-sandbox", "--no-first-run", "--disable-gpu", "--disable-background-networking", ...args],
    env: { ...(process.env as Record<string, string>), HOME: home },
  });
}

function certutil(...args: string[]): void {
  const run = spawnSync("certutil", args, { encoding: "utf8" });
  expect(run.status, run.stderr).toBe(0);
}
