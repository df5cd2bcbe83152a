import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, expect, type Page } from "@playwright/test";
import { freePort, headwater, healthy, pictures, Running, requireBuild, scratch } from "./processes";

/** What the demo's pictures show. */
export const LABELS = "boat,butterfly,car,cup,fish,flower,house,mushroom,star,tree";

/** Exported once, for all tests of a worker: client-000 to client-002, a folder each. */
let shares: string | undefined;

/** A coordinator on ports that stay its own over a restart, nodes, and the shares of the demo that they and tabs bring. */
export class Stage {
  readonly folder = scratch();
  readonly out = join(this.folder, "run");
  private running: Running[] = [];
  coordinator: Running | undefined;

  private constructor(
    private readonly grpc: number,
    readonly web: number,
  ) {}

  static async open(): Promise<Stage> {
    requireBuild();
    const stage = new Stage(await freePort(), await freePort());
    if (shares === undefined) {
      shares = join(stage.folder, "shares");
      headwater(stage.folder, "partition", "--data", "demo:users=3,pictures=12,test=0", "--export", "shares");
    }
    return stage;
  }

  /** Starts, or starts again, the coordinator. */
  async coordinate(...args: string[]): Promise<void> {
    this.coordinator = this.run(
      ...["coordinator", "--listen", `127.0.0.1:${this.grpc}`, "--web-port", String(this.web), ...args],
    );
    await healthy(this.web, this.coordinator);
  }

  /** A JVM client. */
  node(name: string): Running {
    return this.run(
      ...["client", "--coordinator", `127.0.0.1:${this.grpc}`, "--data", this.share(name), "--name", name],
    );
  }

  /** One of a client's pictures. */
  picture(name: string): string {
    return (pictures(this.share(name))[0] as { file: string }).file;
  }

  share(name: string): string {
    return join(shares ?? "", name);
  }

  /** `/join`, seen by somebody with a profile of its own. */
  async visit(browser: Browser): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    await page.goto(this.url("/join"));
    return page;
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.web}${path}`;
  }

  /** How many rounds the run's folder has. */
  rounds(): number {
    const file = join(this.out, "rounds.jsonl");
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
  }

  /** Ends everything that is left. */
  async close(): Promise<void> {
    await Promise.all(this.running.map((process) => process.kill("SIGKILL")));
  }

  private run(...args: string[]): Running {
    const process = new Running(this.folder, ...args);
    this.running.push(process);
    return process;
  }
}

/** Brings a folder's pictures on `/join`, and joins. */
export async function takePart(page: Page, name: string, folder: string): Promise<void> {
  await page.getByTestId("folder-input").setInputFiles(folder);
  await page.getByTestId("name").fill(name);
  await expect(page.getByTestId("join")).toBeEnabled();
  await page.getByTestId("join").click();
}

/** Waits until an answer of the tab to a round after this one was taken; gives that round. */
export async function acceptedAfter(page: Page, round: number): Promise<number> {
  let newest = 0;
  await expect
    .poll(
      async () => {
        const rows = page.getByTestId("rounds").locator('tr[data-receipt="accepted"][data-kind="contribution"]');
        newest = Number((await rows.count()) === 0 ? 0 : await rows.first().getAttribute("data-round"));
        return newest;
      },
      { message: `a contribution to a round after ${round} that is accepted`, intervals: [50] },
    )
    .toBeGreaterThan(round);
  return newest;
}
