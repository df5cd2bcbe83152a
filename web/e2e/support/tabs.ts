import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, expect, type Page } from "@playwright/test";
import { Outgoing } from "./outgoing";
import { freePort, pictures } from "./processes";
import { takePart } from "./stage";
import { storedFeatures } from "./store";

/**
 * Tabs on `/join` that stay open while coordinators come and go at one address: people who take part in one run after the other.
 * Each has a store of its own, so features are computed once.
 */
export class Tabs {
  private constructor(
    /** The port of every coordinator's pages. */
    readonly web: number,
    private readonly all: readonly { name: string; share: string; page: Page; outgoing: Outgoing }[],
  ) {}

  /** Opens one for each name, with the pictures in the folder of that name. */
  static async open(browser: Browser, shares: string, names: readonly string[]): Promise<Tabs> {
    const web = await freePort();
    const all = names.map(async (name) => {
      const page = await (await browser.newContext()).newPage();
      return { name, share: join(shares, name), page, outgoing: new Outgoing(page, web) };
    });
    return new Tabs(web, await Promise.all(all));
  }

  /** Joins the run of the coordinator that is there: with new pictures the first time, afterwards with those that the page has. */
  async takePart(): Promise<void> {
    for (const { name, share, page, outgoing } of this.all) {
      outgoing.forget();
      if (page.url() === "about:blank") {
        await page.goto(`http://127.0.0.1:${this.web}/join`);
        await takePart(page, name, share);
      } else {
        await page.evaluate(() => dispatchEvent(new Event("online"))); // it would look by itself, later
        await page.getByTestId("join").click();
      }
    }
  }

  /** Says that the run is over, which the coordinator has left. */
  async expectFinished(): Promise<void> {
    for (const { page } of this.all) {
      await expect(page.getByTestId("state")).toHaveAttribute("data-phase", "finished");
    }
  }

  /** What they keep, by SHA-256 of the picture's file, as base64 of float32: of every picture, and of nothing else. */
  async features(): Promise<Map<string, string>> {
    const features = new Map((await Promise.all(this.all.map(({ page }) => storedFeatures(page)))).flat());
    const own = this.all.flatMap(({ share }) => pictures(share).map(({ file }) => sha256(file)));
    expect([...features.keys()].sort()).toEqual([...new Set(own)].sort());
    return features;
  }

  /** What left in the last run: calls of the four kinds, and in none of them a picture or a feature. */
  expectNothingLeft(features: ReadonlyMap<string, string>): void {
    for (const { share, outgoing } of this.all) {
      const own = pictures(share).map(({ file }) => file);
      outgoing.expectNothingOf(
        own.map((file) => readFileSync(file)),
        own.map((file) => Buffer.from(features.get(sha256(file)) ?? "", "base64")),
      );
    }
  }

  async close(): Promise<void> {
    for (const { page } of this.all) await page.context().close();
  }
}

function sha256(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
