import { createHash } from "node:crypto";
import type { Surroundings } from "../../src/model/catalogue";
import type { Keeping } from "../../src/model/kept";
import { KEPT_AT } from "../../src/sw/rules";

export const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

export const BACKBONE = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
export const BACKBONE_URL = `/api/backbone/${sha256(BACKBONE)}.safetensors`;

/** run.json as a coordinator writes it. */
export function runJson(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    run_id: "otter-41",
    software_version: "0.1.0",
    protocol_version: 1,
    labels: ["cat", "dog"],
    preprocessing: { image_size: 225, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    backbone: {
      digest: "weights",
      arch: "mobilenet_v2",
      feature_length: 3,
      file: { url: BACKBONE_URL, sha256: sha256(BACKBONE), size: BACKBONE.length },
    },
    head: { round: 12, digest: "", url: "/api/head.safetensors" },
    pretrained: null,
    holdout_share: 0.2,
    seed: "9007199254740993",
    hides_num_examples: false,
    token_required: false,
    secure_aggregation: true,
    ...changes,
  };
}

/** A head file of two classes and three features, values counting up. */
export function headFile(
  texts: Record<string, string> = {},
  more: Record<string, unknown> = {},
): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8]).buffer);
  const header = new TextEncoder().encode(
    JSON.stringify({
      __metadata__: {
        round: "13",
        digest: sha256(values),
        labels: JSON.stringify(["cat", "dog"]),
        backbone_digest: "weights",
        ...texts,
      },
      "classifier.1.weight": { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] },
      "classifier.1.bias": { dtype: "F32", shape: [2], data_offsets: [24, 32] },
      ...more,
    }),
  );
  const file = new Uint8Array(8 + header.length + values.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  file.set(values, 8 + header.length);
  return file;
}

type Answer = () => Response;

/** A coordinator that can be gone, and a cache beside it. */
export class FakeSurroundings implements Surroundings {
  readonly answers = new Map<string, Answer>();
  readonly copies = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly asked: string[] = [];
  gone = false;
  room: Keeping = "kept";
  time = 1_000_000;
  posted: string | undefined;

  constructor() {
    this.answers.set("/api/run.json", () => Response.json(runJson()));
    this.answers.set("/api/head.safetensors", () => new Response(headFile()));
    this.answers.set(BACKBONE_URL, () => new Response(BACKBONE));
  }

  fetch = async (url: string, init?: RequestInit): Promise<Response> => {
    this.asked.push(url);
    if (this.gone) {
      throw new TypeError("Failed to fetch");
    }
    this.posted = typeof init?.body === "string" ? init.body : this.posted;
    return (this.answers.get(url) ?? (() => Response.json({ error: "not here" }, { status: 404 })))();
  };

  keep = async (url: string, body: ArrayBuffer | string): Promise<Keeping> => {
    if (this.room === "kept") {
      const bytes = typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body);
      this.copies.set(url, bytes);
    }
    return this.room;
  };

  keptCopy = async (url: string): Promise<Response | undefined> => {
    const bytes = this.copies.get(url);
    return bytes && new Response(bytes, { headers: { [KEPT_AT]: "900000" } });
  };

  now = () => this.time;
}
