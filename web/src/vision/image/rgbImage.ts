/** A decoded, upright picture: `4 * width * height` bytes, row-major, red, green, blue, alpha; alpha is ignored from here on. */
export interface RgbImage {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** A picture that cannot be used; its message is a sentence for the person who chose it. */
export class PictureError extends Error {
  override name = "PictureError";
}
