import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
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
export const JAVA = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java";
export const APP = join(ROOT, "cli", "target", "app");
/** The quick compiler alone: most of these processes live for seconds. */
export const FLAGS = [
  ...["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx1g"],
  ...["-Djava.awt.headless=true", "-Dai.djl.offline=true"],
];
/** Classes as the machine wants them, made by `archive.ts`; a JVM that cannot use the file goes on without it. */
export const ARCHIVE = join(ROOT, "cli", "target", "e2e.jsa");

function java(classPath: string, ...words: string[]): string[] {
  const archive = existsSync(ARCHIVE) ? [`-XX:SharedArchiveFile=${ARCHIVE}`, "-Xshare:auto"] : [];
  return [...FLAGS, ...archive, "-cp", classPath, ...words];
}

const MAIN = "dev.headwater.cli.Main";

export function requireBuild(): void {
  if (!existsSync(APP)) {
    throw new Error(`${APP} is not there (expected: the built application; run ./headwater --version first)`);
  }
}

/** Runs a command to its end and returns standard output. */
export function headwater(cwd: string, ...args: string[]): string {
  const run = spawnSync(JAVA, java(`${APP}/*`, MAIN, ...args), {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (run.status !== 0) {
    throw new Error(`headwater ${args.join(" ")}: exit code ${run.status}\n${run.stderr}`);
  }
  return run.stdout;
}

/** Runs commands one after the other in one process: a JVM's start costs more than a small simulation. */
export function headwaterInTurn(cwd: string, commands: readonly string[][]): void {
  const run = spawnSync(JAVA, java(`${APP}/*:${testClasses("cli")}`, "dev.headwater.cli.process.CommandsInTurn"), {
    cwd,
    input: commands.map((words) => `${words.join("\t")}\n`).join(""),
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (run.status !== 0) {
    throw new Error(`CommandsInTurn: exit code ${run.status}\n${run.stderr}`);
  }
}

function testClasses(module: string): string {
  return join(ROOT, module, "target", "test-classes");
}

/** Files features under the pictures that they are of, so that a simulation takes them. */
export function keepFeatures(cache: string, features: ReadonlyMap<string, string>): void {
  const lines = [...features].map(([sha256, values]) => `${sha256} ${values}`).join("\n");
  const run = spawnSync(
    JAVA,
    java(`${APP}/*:${testClasses("vision")}`, "dev.headwater.vision.features.KnownFeatures", cache),
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

  /**
   * In `cwd`; a node keeps its account there. Whoever runs the tests has one, too: it counts answers at the same parameters, and the demo's
   * pictures are the same in every run.
   */
  constructor(cwd: string, ...args: string[]) {
    const own = args[0] === "client" ? ["--ledger", join(cwd, "ledger")] : [];
    this.#process = spawn(JAVA, java(`${APP}/*`, MAIN, ...args, ...own), { cwd });
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

  /** The exit code; an error with its output if it does not end in time. */
  ended(withinMs = 120_000): Promise<number | null> {
    return new Promise((done, failed) => {
      const late = () => failed(new Error(`still running after ${withinMs} ms:\n${this.#output}`));
      const timer = setTimeout(late, withinMs);
      void this.#ended.then((code) => {
        clearTimeout(timer);
        done(code);
      });
    });
  }

  async kill(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    this.#process.kill(signal);
    await this.#ended;
  }
}

/** Commands one after the other in one JVM, whose start costs more than a small run. */
export class InTurn {
  readonly #process: ChildProcess;
  #output = "";

  constructor(cwd: string) {
    const main = java(`${APP}/*:${testClasses("cli")}`, "dev.headwater.cli.process.CommandsInTurn");
    this.#process = spawn(JAVA, main, { cwd });
    const keep = (bytes: Buffer) => {
      this.#output += bytes.toString("utf8");
    };
    this.#process.stdout?.on("data", keep);
    this.#process.stderr?.on("data", keep);
  }

  /** Of the command that was begun last. */
  get output(): string {
    return this.#output;
  }

  begin(...words: string[]): void {
    this.#output = "";
    this.#process.stdin?.write(`${words.join("\t")}\n`);
  }

  /** The exit code of the command that was begun last; an error with its output if it does not end in time. */
  async ended(withinMs = 120_000): Promise<number> {
    for (const late = Date.now() + withinMs; Date.now() < late; ) {
      const code = /^exit code (\d+)$/m.exec(this.#output)?.[1];
      if (code !== undefined) return Number(code);
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error(`still running after ${withinMs} ms:\n${this.#output}`);
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }
}

/** Waits for the coordinator's web port. */
export async function healthy(web: number, coordinator: { readonly output: string }): Promise<void> {
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

/** Says in a folder of clients' folders which client has which picture, as `--partition natural` reads it. */
export function writeIndex(shares: string, clients: readonly string[]): void {
  const lines = clients.flatMap((client) =>
    pictures(join(shares, client)).map(({ path, label }) => `${client}/${path},${label},${client}`),
  );
  writeFileSync(join(shares, "index.csv"), ["file,label,user", ...lines, ""].join("\n"));
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
