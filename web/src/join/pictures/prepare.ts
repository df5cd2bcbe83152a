import { holdout } from "../../learning/holdout";
import type { FeatureKey } from "../../store/records";
import { PictureError } from "../../vision/image/decode";
import { yieldToPage } from "../../wire/clock";
import type { PreparedData } from "../../wire/node/preparation";
import type { RunDescription } from "../../wire/run";
import { hex, sha256 } from "../../wire/sha256";
import { canonicalOrder, type Ordered } from "./order";

/** A picture that the client has. */
export interface LabelledPicture extends Ordered {
  readonly id: string;
  readonly sha256: string;
}

/** Computes features. */
export interface Extractor {
  readonly featureLength: number;
  /** @throws PictureError with a sentence if the file cannot be read as a picture */
  features(picture: Blob, name: string): Promise<Float32Array>;
  close(): void;
}

/** Where a preparation takes things from. */
export interface PreparationSource {
  /** The client's pictures, in any order. */
  pictures(): Promise<LabelledPicture[]>;
  file(id: string): Promise<Blob>;
  features(key: FeatureKey): Promise<Float32Array | undefined>;
  keepFeatures(key: FeatureKey, features: Float32Array): Promise<void>;
  /** Called once, and only if a picture's features are not known: it may download a backbone. */
  open(run: RunDescription, signal: AbortSignal): Promise<Extractor>;
}

/** The progress of a preparation. */
export interface PreparationProgress {
  readonly done: number;
  readonly total: number;
  /** Of those done, taken from the store. */
  readonly cached: number;
  /** Sentences about pictures that were skipped. */
  readonly skipped: readonly string[];
}

const SKIPPED_AT_LEAST = 10;
const ONE_IN = 100;
const SHOWN = 5;

/**
 * The client's pictures as the examples that a run asks for, in the {@link canonicalOrder}; held out are the positions
 * that
 * {@link holdout} chooses by seed and client. Pictures that cannot be read are skipped, 1 % of them but at least 10 and
 * never all.
 * Mirrors Java's `FolderPreparer` and `UnreadableTally`.
 *
 * @param client the client's name
 * @param signal ends it between two pictures
 * @param pause called between two pictures, so that the page stays responsive
 * @throws Error with a sentence if there are no pictures, or too many cannot be read
 */
export async function prepare(
  run: RunDescription,
  client: string,
  source: PreparationSource,
  signal: AbortSignal,
  progress: (p: PreparationProgress) => void = () => {},
  pause: () => Promise<void> = yieldToPage,
): Promise<PreparedData> {
  const pictures = canonicalOrder(await source.pictures());
  if (pictures.length === 0) {
    throw new Error("pictures: none (expected: at least one in a class; add some above)");
  }
  const { digest, featureLength: width } = run.backbone;
  const limit = Math.max(
    0,
    Math.min(Math.max(SKIPPED_AT_LEAST, Math.ceil(pictures.length / ONE_IN)), pictures.length - 1),
  );
  const rows: Float32Array[] = [];
  const own: LabelledPicture[] = [];
  const labels: string[] = [];
  const skipped: string[] = [];
  let cached = 0;
  let extractor: Extractor | undefined;
  try {
    for (const [at, picture] of pictures.entries()) {
      signal.throwIfAborted();
      const key = { sha256: picture.sha256, backboneDigest: digest, imageSize: run.preprocessing.imageSize };
      let features = await source.features(key);
      if (features?.length === width) {
        cached++;
      } else {
        extractor ??= await opened(run, source, signal);
        features = await computed(picture, source, extractor, skipped);
        if (features) {
          await source.keepFeatures(key, features);
        }
        await pause();
      }
      if (features) {
        rows.push(features);
        labels.push(picture.label);
        own.push(picture);
      } else if (skipped.length > limit) {
        throw new Error(
          `${skipped.length} unreadable pictures (expected: at most ${limit}; remove them above): ${skipped.slice(0, SHOWN).join("; ")}${skipped.length > SHOWN ? "; ..." : ""}`,
        );
      }
      progress({ done: at + 1, total: pictures.length, cached, skipped: [...skipped] });
    }
  } finally {
    extractor?.close();
  }
  signal.throwIfAborted();
  return { ...divided(run, client, rows, labels), identity: await identityOf(own) };
}

/** SHA-256 of the pictures' digests and their labels; neither their order nor their names nor the backbone matter. */
async function identityOf(pictures: readonly LabelledPicture[]): Promise<string> {
  const lines = pictures.map(({ sha256: digest, label }) => `${digest} ${label}\n`).sort();
  return hex(await sha256(new TextEncoder().encode(lines.join(""))));
}

function divided(run: RunDescription, client: string, rows: Float32Array[], labels: string[]) {
  const { digest, featureLength: width } = run.backbone;
  const parts = holdout(rows.length, run.holdoutShare, run.seed, client);
  const chosen = (positions: Int32Array) => {
    const matrix = new Float32Array(positions.length * width);
    positions.forEach((position, row) => {
      matrix.set(rows[position], row * width);
    });
    return { matrix, labels: Array.from(positions, (position) => labels[position]) };
  };
  return {
    backboneDigest: digest,
    features: width,
    train: chosen(parts.train),
    heldOut: chosen(parts.heldOut),
  };
}

async function opened(run: RunDescription, source: PreparationSource, signal: AbortSignal): Promise<Extractor> {
  const extractor = await source.open(run, signal);
  if (extractor.featureLength !== run.backbone.featureLength) {
    extractor.close();
    throw new Error(
      `backbone: it gives ${extractor.featureLength} features (expected: ${run.backbone.featureLength}, as the run says; load this page again)`,
    );
  }
  return extractor;
}

/** Undefined if the picture cannot be read, with the reason added to `skipped`. */
async function computed(
  picture: LabelledPicture,
  source: PreparationSource,
  extractor: Extractor,
  skipped: string[],
): Promise<Float32Array | undefined> {
  try {
    return await extractor.features(await source.file(picture.id), picture.name);
  } catch (e) {
    if (e instanceof PictureError) {
      skipped.push(`${picture.label}: ${e.message}`);
      return undefined;
    }
    throw e;
  }
}
