import type { Preprocessing } from "../vision/image/preprocessing";

/** The frozen network that turns pictures to features. */
export interface BackboneInfo {
  /** Digest of the weights, as clients tell it when they join. */
  digest: string;
  arch: string;
  featureLength: number;
  /** The file, if the coordinator serves it: its address, SHA-256 of all its bytes (hex), its size in bytes. */
  file: { url: string; sha256: string; size: number } | undefined;
}

/** What the coordinator says about its run in `/api/run.json`; mirrors Java's `RunDescription` and its web settings. */
export interface RunInfo {
  runId: string;
  softwareVersion: string;
  protocolVersion: number;
  /** What is learned: `linear`, `mlp:WIDTH,...`; absent in copies kept by older pages. */
  model: string | undefined;
  /** Class names in the head's order; empty until clients have brought them. */
  labels: string[];
  preprocessing: Preprocessing;
  backbone: BackboneInfo;
  /** The global head; nothing before the first round. The digest is SHA-256 of its values as little-endian float32. */
  head: { round: number; digest: string; url: string } | undefined;
  /** Class names of the classifier inside the backbone's file, if it has one. */
  pretrained: { labels: string[] } | undefined;
  holdoutShare: number;
  seed: bigint;
  hidesNumExamples: boolean;
  tokenRequired: boolean;
  secureAggregation: boolean;
  /** The name of the classroom whose run this is; absent where it is none. */
  classroom: string | undefined;
  /** When this copy was kept (milliseconds since 1970), if it comes from the cache and not from the coordinator. */
  keptAt: number | undefined;
}

/**
 * Reads `/api/run.json`.
 *
 * @throws Error with a sentence that names the field that is missing or of another kind
 */
export function parseRun(json: unknown, keptAt?: number): RunInfo {
  const run = new Fields("run.json", json);
  const preprocessing = run.object("preprocessing");
  const backbone = run.object("backbone");
  const file = backbone.optional("file");
  const head = run.optional("head");
  const pretrained = run.optional("pretrained");
  return {
    runId: run.text("run_id"),
    softwareVersion: run.text("software_version"),
    protocolVersion: run.number("protocol_version"),
    model: run.optionalText("model"),
    labels: run.texts("labels"),
    preprocessing: {
      imageSize: preprocessing.number("image_size"),
      mean: preprocessing.numbers("mean"),
      std: preprocessing.numbers("std"),
    },
    backbone: {
      digest: backbone.text("digest"),
      arch: backbone.text("arch"),
      featureLength: backbone.number("feature_length"),
      file: file && { url: file.text("url"), sha256: file.text("sha256"), size: file.number("size") },
    },
    head: head && { round: head.number("round"), digest: head.text("digest"), url: head.text("url") },
    pretrained: pretrained && { labels: pretrained.texts("labels") },
    holdoutShare: run.number("holdout_share"),
    seed: BigInt(run.text("seed")),
    hidesNumExamples: run.flag("hides_num_examples"),
    tokenRequired: run.flag("token_required"),
    secureAggregation: run.flag("secure_aggregation"),
    classroom: run.optionalText("classroom"),
    keptAt,
  };
}

/** One JSON object whose fields are asked for by kind. */
class Fields {
  private readonly fields: Record<string, unknown>;

  constructor(
    private readonly place: string,
    value: unknown,
  ) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new Error(`${place}: not an object (expected: a coordinator of this version; load the page again)`);
    }
    this.fields = value as Record<string, unknown>;
  }

  text(name: string): string {
    const value = this.fields[name];
    return typeof value === "string" ? value : this.fail(name, "text");
  }

  optionalText(name: string): string | undefined {
    return this.fields[name] === undefined || this.fields[name] === null ? undefined : this.text(name);
  }

  number(name: string): number {
    const value = this.fields[name];
    return typeof value === "number" ? value : this.fail(name, "a number");
  }

  flag(name: string): boolean {
    const value = this.fields[name];
    return typeof value === "boolean" ? value : this.fail(name, "true or false");
  }

  texts(name: string): string[] {
    const value = this.fields[name];
    return Array.isArray(value) && value.every((e) => typeof e === "string") ? value : this.fail(name, "texts");
  }

  numbers(name: string): number[] {
    const value = this.fields[name];
    return Array.isArray(value) && value.every((e) => typeof e === "number") ? value : this.fail(name, "numbers");
  }

  object(name: string): Fields {
    return new Fields(`${this.place} ${name}`, this.fields[name]);
  }

  optional(name: string): Fields | undefined {
    return this.fields[name] === null || this.fields[name] === undefined ? undefined : this.object(name);
  }

  private fail(name: string, kind: string): never {
    const value = JSON.stringify(this.fields[name]) ?? "missing";
    throw new Error(
      `${this.place}: ${name} is ${value} (expected: ${kind}; load the page again, its coordinator may be newer)`,
    );
  }
}
