import { formatOf, type PictureFormat } from "./format";
import { decodePng } from "./png";
import { cutOff, PictureError, type RgbImage } from "./rgbImage";
import { opaqueGif, type Structure, structureOf } from "./structure";

export { PictureError, type RgbImage } from "./rgbImage";

/** Pictures above this many pixels are refused before any of them is decoded: four bytes each, twice, have to fit a phone. */
export const MAX_PIXELS = 50_000_000;

/** Neither side may be longer: what every browser's canvas takes. */
export const MAX_SIDE = 16_384;

/** A compressed file larger than this is no photograph. */
const MAX_BYTES = 200_000_000;

/** Pixels that are read back from the canvas at a time. */
const STRIP = 1 << 20;

const READ = "JPEG, PNG, GIF, BMP or WebP";

/**
 * A chosen, dropped or pasted file, or a frame of the camera, to an upright picture with its stored colours: alpha is ignored, colour
 * profiles are not applied, the EXIF orientation is. Mirrors Java's `ImageDecoder`; docs/browser.md says how near it comes.
 *
 * @throws PictureError with a sentence that says what is wrong and what to do next: empty, not a picture, of a kind that browsers do
 *     not read, too large, truncated, damaged
 */
export async function decodePicture(file: Blob): Promise<RgbImage> {
  const name = file instanceof File && file.name !== "" ? file.name : "the picture";
  if (file.size === 0) {
    throw new PictureError(`${name}: an empty file (expected: a picture; choose another, or copy it again)`);
  }
  if (file.size > MAX_BYTES) {
    const megabytes = Math.round(file.size / 1e6);
    throw new PictureError(`${name}: ${megabytes} MB (expected: up to ${MAX_BYTES / 1e6} MB; scale it down)`);
  }
  const bytes = await bytesOf(file, name);
  const format = formatOf(bytes);
  if (!format.read) {
    throw new PictureError(`${name}: ${format.words} (expected: ${READ}; ${format.next})`);
  }
  const structure = structureOf(format, bytes);
  check(name, structure);
  if (format.read === "png") {
    return decodePng(bytes).catch((e: unknown) => {
      throw e instanceof PictureError ? new PictureError(`${name}: ${e.message}`) : e;
    });
  }
  if (structure.unended) {
    return decodeUnended(bytes, name, format);
  }
  // The declared type may be wrong or missing; browsers go by the bytes.
  const readable = format.read === "gif" ? opaqueGif(bytes) : bytes;
  return throughCanvas(new Blob([readable]), name, format);
}

async function bytesOf(file: Blob, name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new PictureError(`${name}: cannot be read any more (expected: a file that is still there; choose it again)`);
  }
}

function check(name: string, { width, height, components, complete }: Structure): void {
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
    throw new PictureError(
      `${name}: ${width} x ${height} pixels (expected: sides up to ${MAX_SIDE} and up to ${MAX_PIXELS / 1e6} megapixels; scale it down)`,
    );
  }
  if (!complete) {
    throw new PictureError(`${name}: ${cutOff().message}`);
  }
  if (width < 1 || height < 1) {
    throw new PictureError(`${name}: ${width} x ${height} pixels (expected: at least 1 x 1; choose another picture)`);
  }
  if (components > 3) {
    throw new PictureError(`${name}: a JPEG in CMYK or YCCK colours (expected: RGB or grey; save it again as RGB)`);
  }
}

/**
 * A JPEG without an end marker. Browsers do not tell whether it lacks a part of the picture, too: so other ends are put to it, which
 * would become other pictures if any of them were read.
 */
async function decodeUnended(bytes: Uint8Array<ArrayBuffer>, name: string, format: PictureFormat): Promise<RgbImage> {
  const undecodable = cutOff().message;
  const one = await throughCanvas(new Blob([bytes, endOf(0x00)]), name, format, undecodable);
  for (const fill of [0x7f, 0xaa]) {
    const other = await throughCanvas(new Blob([bytes, endOf(fill)]), name, format, undecodable);
    if (one.data.length !== other.data.length || one.data.some((v, i) => v !== other.data[i])) {
      throw new PictureError(`${name}: ${undecodable}`);
    }
  }
  return one;
}

/** Data after each of the markers that may be expected, then the end. */
function endOf(fill: number): Uint8Array<ArrayBuffer> {
  const data = Array<number>(16).fill(fill);
  const restarts = Array.from({ length: 8 }, (_, n) => [0xff, 0xd0 + n, ...data]);
  return Uint8Array.of(...data, ...restarts.flat(), 0xff, 0xd9);
}

async function throughCanvas(
  blob: Blob,
  name: string,
  format: PictureFormat,
  undecodable = undecodableWords(format),
): Promise<RgbImage> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(blob, {
      imageOrientation: "from-image",
      colorSpaceConversion: "none",
      premultiplyAlpha: "none",
    });
  } catch {
    throw new PictureError(`${name}: ${undecodable}`);
  }
  try {
    return pixelsOf(bitmap);
  } catch (e) {
    if (e instanceof PictureError) {
      throw e;
    }
    throw new PictureError(
      `${name}: ${bitmap.width} x ${bitmap.height} pixels did not fit into memory (expected: room for them; close other pages or scale it down)`,
    );
  } finally {
    bitmap.close();
  }
}

function undecodableWords({ read, words }: PictureFormat): string {
  return read === "avif" || read === "webp"
    ? `${words}, which this browser cannot read or which is damaged (expected: JPEG or PNG; save it as JPEG)`
    : `${words}, but damaged or of a rare kind (expected: an intact picture; copy it again, or save it anew)`;
}

/** Strip by strip, so that the canvas stays small: the bitmap and the result are the only large things. */
export function pixelsOf(bitmap: ImageBitmap): RgbImage {
  const { width, height } = bitmap;
  const rows = Math.max(1, Math.min(height, Math.trunc(STRIP / width)));
  const context = canvasOf(width, rows);
  checkReadsBack(context);
  context.globalCompositeOperation = "copy";
  context.imageSmoothingEnabled = false;
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y += rows) {
    const count = Math.min(rows, height - y);
    context.drawImage(bitmap, 0, y, width, count, 0, 0, width, count);
    data.set(context.getImageData(0, 0, width, count).data, 4 * width * y);
  }
  return { width, height, data };
}

/** Some browsers alter or blank what pages read from a canvas, against tracking; every prediction would be quietly wrong. */
function checkReadsBack(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D): void {
  const known = new ImageData(1, 1);
  for (let v = 0; v < 256; v += 15) {
    known.data.set([v, 255 - v, v ^ 85, 255]);
    context.putImageData(known, 0, 0);
    if (context.getImageData(0, 0, 1, 1).data.some((read, i) => read !== known.data[i])) {
      throw new PictureError(
        "this browser alters what pages read from pictures (expected: their true colours; allow canvas access for this site in its privacy settings)",
      );
    }
  }
}

function canvasOf(width: number, height: number): CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D {
  const settings = { willReadFrequently: true };
  if (typeof OffscreenCanvas !== "undefined") {
    const context = new OffscreenCanvas(width, height).getContext("2d", settings);
    if (context instanceof OffscreenCanvasRenderingContext2D) {
      return context;
    }
  }
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", settings);
  if (!(context instanceof CanvasRenderingContext2D)) {
    throw new Error("canvas: not available (expected: a browser that draws)");
  }
  return context;
}
