import { type Camera, CameraError } from "../../ui/camera";
import type { RgbImage } from "../../vision/image/rgbImage";

/** Pixels a side of a recorded picture: more than backbones look at, and few bytes, as hundreds are kept. */
const SIDE = 320;
const THUMBNAIL = 160;

/** A recorded frame. */
export interface Shot {
  readonly file: Blob;
  readonly thumbnail: Blob;
}

/** The present frame as it is kept. */
export async function shoot(camera: Camera): Promise<Shot> {
  const square = camera.square(SIDE);
  const small = document.createElement("canvas");
  small.width = small.height = THUMBNAIL;
  small.getContext("2d")?.drawImage(square, 0, 0, THUMBNAIL, THUMBNAIL);
  const [file, thumbnail] = await Promise.all([jpeg(square, 0.92), jpeg(small, 0.8)]);
  return { file, thumbnail };
}

/** The present frame as it is only looked at. */
export function glance(camera: Camera): RgbImage {
  const data = camera.square(SIDE).getContext("2d")?.getImageData(0, 0, SIDE, SIDE);
  if (!data) {
    throw new CameraError("The picture could not be read (expected: room in memory; close other pages).");
  }
  return data;
}

function jpeg(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((done, failed) => {
    canvas.toBlob(
      (blob) =>
        blob
          ? done(blob)
          : failed(new CameraError("The picture could not be kept (expected: room in memory; close other pages).")),
      "image/jpeg",
      quality,
    );
  });
}
