import { CoordinatorGone, loadBackbone, loadRun, openSession, TokenRequired } from "../../model/catalogue";
import { decodePicture } from "../../vision/image/decode";
import { preprocess } from "../../vision/image/preprocess";
import type { Preprocessing } from "../../vision/image/preprocessing";
import { Unavailable } from "../../wire/node/preparation";
import type { Eye, Seeing } from "../live/eyes";
import { sentence } from "../words";
import { byChannel } from "./channels";

/** The `arch` of a run without a backbone. */
export const PIXELS = "pixels";

/** Progress of a backbone's download. */
export interface OpeningEvents {
  download(loaded: number, total: number, elapsedMs: number): void;
  backend(name: string, reason: string): void;
}

/**
 * What turns pictures to features for `run`: the backbone that the coordinator serves, verified by digest, or the
 * pixels themselves.
 *
 * @throws Unavailable if the coordinator went away, Error with a sentence if the backbone cannot be had or is another
 * run's
 */
export async function openExtractor(run: Seeing, token: string, events: OpeningEvents): Promise<Eye> {
  const p: Preprocessing = {
    imageSize: run.preprocessing.imageSize,
    mean: [...run.preprocessing.mean],
    std: [...run.preprocessing.std],
  };
  if (run.backbone.arch === PIXELS) {
    return pixels(p);
  }
  const file = await backboneFile(run, token, events);
  // TensorFlow.js comes when it is needed, not with the page.
  const { VisionEngine } = await import("../../vision/engine");
  const engine = await VisionEngine.open(file, { onBackend: events.backend });
  return {
    featureLength: engine.featureLength,
    features: async (picture, name) => engine.features(await decodePicture(named(picture, name)), p),
    look: (image) => engine.features(image, p),
    close: () => engine.close(),
  };
}

async function backboneFile(run: Seeing, token: string, events: OpeningEvents): Promise<ArrayBuffer> {
  try {
    const info = await withSession(token, loadRun);
    if (info.backbone.digest !== run.backbone.digest) {
      throw new Unavailable("the coordinator is starting another run");
    }
    return await loadBackbone(info, (loaded, total, elapsedMs) => events.download(loaded, total, elapsedMs));
  } catch (e) {
    throw e instanceof CoordinatorGone ? new Unavailable(e.message) : e;
  }
}

/** Shows the token where that is what is missing. */
export async function withSession<T>(token: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (e) {
    if (!(e instanceof TokenRequired) || token === "") {
      throw e;
    }
    await openSession(token).catch((refused: unknown) => {
      throw refused instanceof CoordinatorGone ? refused : new TokenRequired(sentence(refused));
    });
    return load();
  }
}

/** Mirrors Java's `PixelFeatures`: `[3, size, size]` flattened, channel by channel. */
function pixels(p: Preprocessing): Eye {
  const plane = p.imageSize * p.imageSize;
  return {
    featureLength: 3 * plane,
    features: async (picture, name) => byChannel(preprocess(await decodePicture(named(picture, name)), p)),
    look: async (image) => byChannel(preprocess(image, p)),
    close: () => {},
  };
}

/** So that sentences about the picture name it. */
function named(picture: Blob, name: string): File {
  return new File([picture], name, { type: picture.type });
}
