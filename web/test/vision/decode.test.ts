import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodePicture, PictureError } from "../../src/vision/image/decode";
import { formatOf } from "../../src/vision/image/format";
import { structureOf } from "../../src/vision/image/structure";

const folder = new URL("../../../vision/src/test/resources/golden/preprocess/", import.meta.url);
const golden = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));
const latin1 = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const named = (bytes: Uint8Array<ArrayBuffer>, name = "x.jpg") => new File([bytes], name);
const pictures = readdirSync(folder).filter((name) => !name.endsWith(".csv"));

async function refusal(file: Blob): Promise<string> {
  const error = await decodePicture(file).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(PictureError);
  return (error as PictureError).message;
}

describe("what is no picture that browsers read is refused with what to do next", () => {
  it.each([
    ["HEIC", "\0\0\0\x18ftypheic\0\0\0\0", "Most compatible"],
    ["TIFF", "II*\0\x08\0\0\0", "save it as JPEG"],
    ["camera's raw", "II*\0\x10\0\0\0CR\x02\0", "export it as JPEG"],
    ["camera's raw", "\0\0\0\x18ftypcrx \0\0\0\0", "export it as JPEG"],
    ["video", "\0\0\0\x18ftypisom\0\0\0\0", "single frame"],
    ["video", "\x1aE\xdf\xa3\x01\0", "single frame"],
    ["video", "RIFF\0\0\0\0AVI LIST", "single frame"],
    ["sound", "ID3\x04\0", "instead"],
    ["PDF", "%PDF-1.7\n", "screenshot"],
    ["zip", "PK\x03\x04\x14\0", "unpack"],
    ["web page", "<!DOCTYPE html><title>x</title>", "save the picture"],
    ["SVG", "<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG"],
    ["text file", "hello", "photograph"],
    ["not a picture", "\0\x01\x02\x03", "JPEG"],
  ])("%s: %j", async (words, start, next) => {
    const message = await refusal(named(latin1(start), "mine.jpg"));
    expect(message).toMatch(/^mine\.jpg: /);
    expect(message).toContain(words);
    expect(message).toContain(next);
    expect(message).toContain("(expected: ");
  });

  it("an empty file", async () => {
    expect(await refusal(named(new Uint8Array(0)))).toContain("an empty file");
  });

  it("a JPEG in CMYK", async () => {
    expect(await refusal(named(golden("cmyk.jpg")))).toContain("CMYK");
  });
});

describe("size is read before anything is decoded", () => {
  it.each(pictures)("%s is whole and small", (name) => {
    const bytes = golden(name);
    const { width, height, complete } = structureOf(formatOf(bytes), bytes);
    expect(complete).toBe(true);
    expect(width * height).toBeGreaterThan(0);
    expect(Math.max(width, height)).toBeLessThanOrEqual(200);
  });

  it.each(pictures)("%s without its second half is truncated", async (name) => {
    const bytes = golden(name);
    expect(await refusal(named(bytes.slice(0, bytes.length >> 1), name))).toContain("ends in the middle");
  });

  it("a PNG that claims to be huge is refused unread", async () => {
    const bytes = golden("size-64x64.png");
    new DataView(bytes.buffer).setUint32(16, 9000);
    new DataView(bytes.buffer).setUint32(20, 9000);
    expect(await refusal(named(bytes))).toContain(
      "9000 x 9000 pixels (expected: sides up to 16384 and up to 50 megapixels",
    );
  });

  it("a JPEG that claims to be huge is refused unread", async () => {
    const bytes = golden("420.jpg");
    let at = 2;
    while (bytes[at + 1] !== 0xc0) {
      at += 2 + bytes[at + 2] * 256 + bytes[at + 3];
    }
    new DataView(bytes.buffer).setUint32(at + 5, 0xffff_ffff);
    expect(await refusal(named(bytes))).toContain("65535 x 65535 pixels");
  });

  it("a JPEG may be followed by the film that phones append", () => {
    const bytes = Uint8Array.of(...golden("420.jpg"), ...latin1("\0\0\0\x18ftypmp42\xff\xda"));
    expect(structureOf(formatOf(bytes), bytes).complete).toBe(true);
  });

  it("WebP says its size in three ways", () => {
    const webp = (chunk: string, data: number[]) => {
      const bytes = latin1(`RIFF\0\0\0\0WEBP${chunk}\0\0\0\0${"\0".repeat(20)}`);
      bytes.set(data, 20);
      const { width, height } = structureOf(formatOf(bytes), bytes);
      return [width, height];
    };
    expect(webp("VP8X", [0, 0, 0, 0, 0x1f, 0x4e, 0, 0x2f, 0x75, 0])).toEqual([20000, 30000]);
    expect(webp("VP8L", [0x2f, 0xff, 0x3f, 0, 0])).toEqual([16384, 1]);
    expect(webp("VP8 ", [0, 0, 0, 0x9d, 1, 0x2a, 0x20, 3, 0x58, 2])).toEqual([800, 600]);
  });

  it("damaged compression of a transparent PNG is told", async () => {
    const bytes = golden("rgba.png");
    const at = Buffer.from(bytes).indexOf("IDAT");
    bytes.fill(0xaa, at + 20, at + 60);
    expect(await refusal(named(bytes, "rgba.png"))).toMatch(/^rgba\.png: a PNG picture, but damaged/);
  });
});
