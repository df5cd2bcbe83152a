import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Browser, expect, type Page } from "@playwright/test";
import { freePort, headwater, Running, requireBuild, scratch } from "./processes";
import { trustingBrowser } from "./trust";

export { CERTUTIL } from "./trust";

/** What the class tells apart. */
export const CLASSES = ["boat", "car", "fish", "tree"];

/** A running `headwater classroom`, and browsers of people who have installed its certificate. */
export class Classroom {
  readonly folder = scratch();
  readonly process: Running;
  /** What cameras see, a file of Motion JPEG; a clock where there is none. To be set before the first visitor. */
  film: string | undefined;
  private browser: Promise<Browser> | undefined;

  private constructor(
    readonly web: number,
    readonly installing: number,
    ...more: string[]
  ) {
    this.process = new Running(
      this.folder,
      ...["classroom", "--name", "B12", "--host", "127.0.0.1"],
      ...["--web-port", String(web), "--install-port", String(installing), ...more],
    );
  }

  static async open(...more: string[]): Promise<Classroom> {
    requireBuild();
    const room = new Classroom(await freePort(), await freePort(), ...more);
    await expect.poll(() => room.process.output).toContain("Ctrl-C ends the lesson");
    return room;
  }

  /** An address as the terminal shows it. */
  address(page: "classroom" | "join"): string {
    const found = new RegExp(`https://\\S+/${page}#\\S+`).exec(this.process.output);
    expect(found, this.process.output).not.toBeNull();
    return (found as RegExpExecArray)[0];
  }

  /** Pictures of the classes, of this many people, a folder each; gives their folders. */
  shares(people: number, each: number): string[] {
    headwater(
      this.folder,
      ...["partition", "--data", `demo:users=${people},pictures=${each},test=0`, "--export", "shares"],
    );
    const shares = Array.from({ length: people }, (_, at) =>
      join(this.folder, "shares", `client-${String(at).padStart(3, "0")}`),
    );
    for (const share of shares) {
      for (const label of readdirSync(share)) {
        if (!CLASSES.includes(label)) rmSync(join(share, label), { recursive: true });
      }
    }
    return shares;
  }

  /** A browser that trusts the room: the certificate is in its database, and no error is ignored. */
  trusting(): Promise<Browser> {
    this.browser ??= this.launched();
    return this.browser;
  }

  private launched(): Promise<Browser> {
    return trustingBrowser(
      join(this.folder, "classroom", "ca", "root.crt"),
      "C,,",
      // A camera, and a person who allows it.
      ...["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
      ...(this.film === undefined ? [] : [`--use-file-for-fake-video-capture=${this.film}`]),
    );
  }

  /** A page of somebody with a browser of their own; without a service worker, 20 of which would keep all files 20 times. */
  async visitor(address: string, viewport = { width: 390, height: 844 }): Promise<Page> {
    const browser = await this.trusting();
    const page = await (await browser.newContext({ viewport, serviceWorkers: "block" })).newPage();
    await page.goto(address);
    return page;
  }

  /** The record of the newest run. */
  runs(): string[] {
    const folder = join(this.folder, "classroom", "runs");
    return readdirSync(folder).map((name) => join(folder, name));
  }

  async close(): Promise<void> {
    await (await this.browser)?.close();
    await this.process.kill("SIGKILL");
  }
}

/** Brings the pictures of the room's classes, and joins. */
export async function comeIn(page: Page, name: string, folder: string): Promise<void> {
  await page.getByTestId("folder-input").setInputFiles(folder);
  await page.getByTestId("name").fill(name);
  await expect(page.getByTestId("join")).toBeEnabled();
  await page.getByTestId("join").click();
}
