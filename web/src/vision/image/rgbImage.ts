/** A decoded, upright picture: `4 * width * height` bytes, row-major, red, green, blue, alpha; alpha is ignored from here on. */
export interface RgbImage {
  width: number;
  height: number;
  data: Uint8ClampedArray;
  /** Stored as 16-bit grey without a value of an eighth of the range or more: probably 12 bits or fewer in 16. */
  nearlyBlack?: boolean;
}

/** A picture that cannot be used; its message is a sentence for the person who chose it. */
export class PictureError extends Error {
  override name = "PictureError";
}

/** Of a file that lacks a part of its picture; the file's name is put in front. */
export function cutOff(): PictureError {
  return new PictureError("the file ends in the middle of the picture (expected: a whole file; copy it again)");
}
