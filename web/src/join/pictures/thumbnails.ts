import { decodePicture, type RgbImage } from "../../vision/image/decode";
import { hex, sha256 } from "../../wire/sha256";
import type { IntakeTools } from "./intake";

const SIDE = 160;

/** What adding pictures needs, from this browser. */
export const BROWSER_TOOLS: IntakeTools = {
  digest: async (file) => hex(await sha256(new Uint8Array(await file.arrayBuffer()))),
  decode: decodePicture,
  thumbnail: async (image) => {
    try {
      return await thumbnailOf(image);
    } catch {
      return undefined; // the grid shows the name instead
    }
  },
};

/** The middle square of a picture, 160 x 160, as JPEG. */
async function thumbnailOf(image: RgbImage): Promise<Blob | undefined> {
  const side = Math.min(image.width, image.height);
  const data = new ImageData(image.data as Uint8ClampedArray<ArrayBuffer>, image.width, image.height);
  const bitmap = await createImageBitmap(
    data,
    Math.trunc((image.width - side) / 2),
    Math.trunc((image.height - side) / 2),
    side,
    side,
    { resizeWidth: SIDE, resizeHeight: SIDE, resizeQuality: "medium" },
  );
  try {
    const canvas = document.createElement("canvas");
    canvas.width = SIDE;
    canvas.height = SIDE;
    canvas.getContext("2d")!.drawImage(bitmap, 0, 0);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    return blob ?? undefined;
  } finally {
    bitmap.close();
  }
}
