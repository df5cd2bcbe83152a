import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** The repository. */
export const ROOT = resolve(import.meta.dirname, "../../..");

/** Real photographs and ImageNet weights, or undefined where they are absent. */
export function shared(): string | undefined {
  const folder = resolve(ROOT, process.env.HEADWATER_SHARED ?? "../shared");
  return existsSync(join(folder, "photos", "labels.csv")) ? folder : undefined;
}

export function scratch(): string {
  return mkdtempSync(join(tmpdir(), "headwater-e2e-"));
}

export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === "object" ? done(address.port) : failed()));
    });
  });
}

/** `./headwater` as a user runs it, without the launcher's look at the sources. */
const JAVA = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java";
const APP = join(ROOT, "cli", "target", "app");
const FLAGS = ["-XX:+UseParallelGC", "-Djava.awt.headless=true", "-Dai.djl.offline=true", "-Xmx1g"];

export function requireBuild(): void {
  if (!existsSync(APP)) {
    throw new Error(`${APP} is not there (expected: the built application; run ./headwater --version first)`);
  }
}

/** Runs a command to its end and returns standard output. */
export function headwater(cwd: string, ...args: string[]): string {
  const run = spawnSync(JAVA, [...FLAGS, "-cp", `${APP}/*`, "dev.headwater.cli.Main", ...args], {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (run.status !== 0) {
    throw new Error(`headwater ${args.join(" ")}: exit code ${run.status}\n${run.stderr}`);
  }
  return run.stdout;
}

/** Files features under the pictures that they are of, so that a simulation takes them. */
export function keepFeatures(cache: string, features: ReadonlyMap<string, string>): void {
  const lines = [...features].map(([sha256, values]) => `${sha256} ${values}`).join("\n");
  const classes = join(ROOT, "vision", "target", "test-classes");
  const run = spawnSync(
    JAVA,
    [...FLAGS, "-cp", `${APP}/*:${classes}`, "dev.headwater.vision.features.KnownFeatures", cache],
    { input: lines, encoding: "utf8" },
  );
  if (run.status !== 0 || Number(run.stdout) !== features.size) {
    throw new Error(`KnownFeatures: exit code ${run.status}, ${run.stdout} kept of ${features.size}\n${run.stderr}`);
  }
}

/** A `headwater` process that goes on; its output is kept for when something fails. */
export class Running {
  readonly #process: ChildProcess;
  #output = "";
  readonly #ended: Promise<number | null>;

  constructor(cwd: string, ...args: string[]) {
    this.#process = spawn(JAVA, [...FLAGS, "-cp", `${APP}/*`, "dev.headwater.cli.Main", ...args], { cwd });
    const keep = (bytes: Buffer) => {
      this.#output += bytes.toString("utf8");
    };
    this.#process.stdout?.on("data", keep);
    this.#process.stderr?.on("data", keep);
    this.#ended = new Promise((done) => this.#process.once("exit", (code) => done(code)));
  }

  get output(): string {
    return this.#output;
  }

  /** The exit code. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  async kill(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    this.#process.kill(signal);
    await this.#ended;
  }
}

/** Waits for the coordinator's web port. */
export async function healthy(web: number, coordinator: Running): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    try {
      const answer = await fetch(`http://127.0.0.1:${web}/healthz`);
      if (answer.ok) return;
    } catch {
      // not yet
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`the coordinator does not answer on port ${web}:\n${coordinator.output}`);
}

/** The digest after every round of a run folder. */
export function digests(run: string): string[] {
  return readFileSync(join(run, "rounds.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).digest as string);
}

/** All pictures below a client's folder: path below it, class, absolute path. */
export function pictures(folder: string): { path: string; label: string; file: string }[] {
  return readdirSync(folder).flatMap((label) =>
    readdirSync(join(folder, label)).map((name) => ({
      path: `${label}/${name}`,
      label,
      file: join(folder, label, name),
    })),
  );
}
