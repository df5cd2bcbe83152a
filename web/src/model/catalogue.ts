import { KEPT_AT } from "../sw/rules";
import { readSafetensors } from "../vision/backbone/safetensors";
import { sha256Hex } from "./digest";
import { type Keeping, keep, keptCopy } from "./kept";
import { parseRun, type RunInfo } from "./runInfo";

export type { RunInfo } from "./runInfo";

/** The coordinator wants a token first: ask for it, hand it to {@link openSession}, try again. */
export class TokenRequired extends Error {
  override name = "TokenRequired";
}

/** The coordinator does not answer and nothing is kept. */
export class CoordinatorGone extends Error {
  override name = "CoordinatorGone";
}

/** A global head as its file says. */
export interface HeadFile {
  round: number;
  /** SHA-256 of the values as little-endian float32, hex. */
  digest: string;
  /** Class names, in the order of the rows. */
  labels: string[];
  /** Weights `[classes, features]` row-major, then biases `[classes]`. */
  parameters: Float32Array;
  /** The file itself. */
  bytes: ArrayBuffer;
  keptAt: number | undefined;
}

/** Bytes so far, of how many, and milliseconds since the first. */
export type OnProgress = (loaded: number, total: number, elapsedMs: number) => void;

/** What tests put in the place of the browser's own. */
export interface Surroundings {
  fetch(url: string, init?: RequestInit): Promise<Response>;
  keep(url: string, body: ArrayBuffer | string, type: string, now: number): Promise<Keeping>;
  keptCopy(url: string): Promise<Response | undefined>;
  now(): number;
}

const BROWSER: Surroundings = { fetch: (url, init) => fetch(url, init), keep, keptCopy, now: () => Date.now() };

/** The kept run.json is renewed this often (milliseconds) though nothing changed, for its age is shown. */
const REKEEP_AFTER = 60_000;

/** Reads what the coordinator serves, from the network or else from the kept copies, and keeps what it has verified. */
export class Catalogue {
  /** What became of the last copy that was to be kept. */
  keeping: Keeping = "unavailable";

  private keptRun: string | undefined;
  private keptRunAt = 0;

  constructor(private readonly around: Surroundings = BROWSER) {}

  /**
   * `GET /api/run.json`.
   *
   * @throws TokenRequired, CoordinatorGone, or Error with a sentence
   */
  async loadRun(): Promise<RunInfo> {
    const url = "/api/run.json";
    const response = await this.get(url);
    const text = await response.text();
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      throw new Error(`${url}: not JSON (expected: a Headwater coordinator at this address; check the address)`);
    }
    const keptAt = ageOf(response);
    const run = parseRun(json, keptAt);
    if (keptAt === undefined && (text !== this.keptRun || this.around.now() - this.keptRunAt > REKEEP_AFTER)) {
      await this.keepCopy(url, text, "application/json");
      this.keptRun = text;
      this.keptRunAt = this.around.now();
    }
    return run;
  }

  /**
   * The backbone's file, verified by its SHA-256; from the network only if no copy is kept.
   *
   * @throws Error with a sentence if the coordinator serves none, or its bytes are not the promised ones
   */
  async loadBackbone(run: RunInfo, onProgress: OnProgress = () => {}): Promise<ArrayBuffer> {
    const file = run.backbone.file;
    if (!file) {
      throw new Error(
        "This coordinator serves no backbone file, so pictures cannot be classified here (expected: a run whose " +
          "backbone is a file; ask its operator).",
      );
    }
    const copy = await this.around.keptCopy(file.url);
    if (copy) {
      const bytes = await copy.arrayBuffer();
      if ((await sha256Hex(new Uint8Array(bytes))) === file.sha256) {
        onProgress(bytes.byteLength, bytes.byteLength, 0);
        this.keeping = "kept";
        return bytes;
      }
    }
    // Past the service worker's and the browser's caches only if the copy there was bad.
    const response = await this.get(file.url, copy ? "reload" : "default");
    const bytes = await readAll(response, file.size, onProgress, this.around.now);
    const digest = await sha256Hex(new Uint8Array(bytes));
    if (digest !== file.sha256) {
      throw new Error(
        `The model arrived damaged: SHA-256 ${digest.slice(0, 12)}… (expected: ${file.sha256.slice(0, 12)}…; load the ` +
          "page again, and tell the operator if it stays so).",
      );
    }
    await this.keepCopy(file.url, bytes, "application/octet-stream");
    return bytes;
  }

  /**
   * The newest global head, verified by the digest that it carries. It may be newer than `run` says.
   *
   * @throws Error with a sentence if there is none, it is damaged, or belongs to another backbone
   */
  async loadHead(run: RunInfo): Promise<HeadFile> {
    if (!run.head) {
      throw new Error("This run has no model yet (expected: a finished round; this page looks again by itself).");
    }
    const { url } = run.head;
    const response = await this.get(url);
    const bytes = await response.arrayBuffer();
    const keptAt = ageOf(response);
    const head = { ...(await parseHead(bytes, run)), keptAt };
    if (keptAt === undefined) {
      await this.keepCopy(url, bytes, "application/octet-stream");
    }
    return head;
  }

  /**
   * Trades the run's token for a session cookie that scripts cannot read.
   *
   * @throws Error with the coordinator's sentence if it is the wrong one
   */
  async openSession(token: string): Promise<void> {
    const response = await this.tryFetch("/api/session", { method: "POST", body: token });
    if (!response.ok) {
      throw new Error(
        await sentence(response, "This is not the run's token (expected: the one its operator gave you)."),
      );
    }
  }

  private async get(url: string, cache: RequestCache = "default"): Promise<Response> {
    let response: Response;
    try {
      response = await this.tryFetch(url, { cache });
    } catch (e) {
      // A first visit's worker may not answer yet though the copy is there.
      const copy = await this.around.keptCopy(url);
      if (copy) {
        return copy;
      }
      throw e;
    }
    if (response.status === 401) {
      throw new TokenRequired(await sentence(response, "This run wants a token."));
    }
    if (!response.ok) {
      throw new Error(await sentence(response, `${url}: HTTP ${response.status} (expected: 200; try again later).`));
    }
    return response;
  }

  private async tryFetch(url: string, init: RequestInit): Promise<Response> {
    try {
      return await this.around.fetch(url, init);
    } catch {
      throw new CoordinatorGone(
        "The coordinator does not answer (expected: a running one at this address; check your network, this page tries again by itself).",
      );
    }
  }

  private async keepCopy(url: string, body: ArrayBuffer | string, type: string): Promise<void> {
    this.keeping = await this.around.keep(url, body, type, this.around.now());
  }
}

async function parseHead(bytes: ArrayBuffer, run: RunInfo): Promise<Omit<HeadFile, "keptAt">> {
  const { metadata, tensors } = readSafetensors(bytes);
  // The first hidden layer has the name of a linear head; what follows it tells them apart.
  if ([...tensors.keys()].some((name) => /^classifier\.([2-9]|\d\d)/.test(name))) {
    throw new Error(
      "This run's model has hidden layers, which this page cannot use (expected: a linear head; classify with the Headwater program on a computer).",
    );
  }
  const weight = tensors.get("classifier.1.weight");
  const bias = tensors.get("classifier.1.bias");
  if (!weight || !bias || weight.shape[1] !== run.backbone.featureLength || bias.shape[0] !== weight.shape[0]) {
    const shape = weight ? `[${weight.shape}]` : "none";
    throw new Error(
      `head: weights ${shape} (expected: [classes, ${run.backbone.featureLength}] and their biases; load the page again)`,
    );
  }
  if (metadata.backbone_digest !== undefined && metadata.backbone_digest !== run.backbone.digest) {
    throw new Error("head: made for another backbone (expected: this run's; load the page again)");
  }
  const parameters = new Float32Array(weight.data.length + bias.data.length);
  parameters.set(weight.data);
  parameters.set(bias.data, weight.data.length);
  const digest = await sha256Hex(new Uint8Array(parameters.buffer));
  if (metadata.digest !== digest) {
    throw new Error(
      "The newest model arrived damaged (expected: the digest it carries; this page tries again by itself).",
    );
  }
  return {
    round: Number(metadata.round ?? run.head?.round ?? 0),
    digest,
    labels: labelsOf(metadata, run),
    parameters,
    bytes,
  };
}

function labelsOf(metadata: Record<string, string>, run: RunInfo): string[] {
  try {
    const labels: unknown = JSON.parse(metadata.labels ?? "null");
    return Array.isArray(labels) ? labels.map(String) : run.labels;
  } catch {
    return run.labels;
  }
}

/** The body into one buffer of the promised size, telling as it comes; a longer body is cut off at once. */
async function readAll(
  response: Response,
  size: number,
  onProgress: OnProgress,
  now: () => number,
): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  const began = now();
  let loaded = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read().catch(() => {
      throw new CoordinatorGone(
        `The connection broke after ${loaded} of ${size} bytes of the model (expected: all of them; this page tries again by itself).`,
      );
    });
    if (!part || part.done) {
      break;
    }
    if (loaded + part.value.length > size) {
      await reader?.cancel();
      throw new Error(`The model is longer than ${size} bytes (expected: exactly that; load the page again).`);
    }
    bytes.set(part.value, loaded);
    loaded += part.value.length;
    onProgress(loaded, size, now() - began);
  }
  return bytes.buffer;
}

/** The coordinator's own words, if it gave any. */
async function sentence(response: Response, otherwise: string): Promise<string> {
  try {
    const body: unknown = await response.json();
    const error = (body as { error?: unknown }).error;
    return typeof error === "string" && error !== "" ? error : otherwise;
  } catch {
    return otherwise;
  }
}

function ageOf(response: Response): number | undefined {
  const kept = response.headers.get(KEPT_AT);
  return kept === null ? undefined : Number(kept);
}

const catalogue = new Catalogue();

/** {@link Catalogue.loadRun} in this browser. */
export const loadRun = () => catalogue.loadRun();

/** {@link Catalogue.loadBackbone} in this browser. */
export const loadBackbone = (run: RunInfo, onProgress?: OnProgress) => catalogue.loadBackbone(run, onProgress);

/** {@link Catalogue.loadHead} in this browser. */
export const loadHead = (run: RunInfo) => catalogue.loadHead(run);

/** {@link Catalogue.openSession} in this browser. */
export const openSession = (token: string) => catalogue.openSession(token);

/** What became of the last copy that was to be kept for times without network. */
export const keeping = (): Keeping => catalogue.keeping;
