import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/vision/image/crc32";
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

  const readable = pictures.filter((name) => name !== "cmyk.jpg");

  // There is no canvas here: whether a JPEG's one scan is whole, vision.spec.ts tests in a browser.
  it.each(readable)("%s without its second half is truncated", async (name) => {
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

/** Width, height and SHA-256 of the red, green and blue of every golden file, as Pillow has them. */
const decoded = new TextDecoder()
  .decode(golden("decode.csv"))
  .trim()
  .split("\n")
  .map((row) => row.split(","))
  .filter(([name]) => name.endsWith(".png"));

async function rgbOf(bytes: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const { width, height, data } = await decodePicture(named(bytes, "x.png"));
  const rgb = data.filter((_, i) => i % 4 < 3);
  return [`${width}`, `${height}`, createHash("sha256").update(rgb).digest("hex")];
}

interface Chunk {
  type: string;
  data: Uint8Array;
}

function chunksOf(bytes: Uint8Array): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const found: Chunk[] = [];
  for (let at = 8; at < bytes.length; at += 12 + view.getUint32(at)) {
    const data = bytes.slice(at + 8, at + 8 + view.getUint32(at));
    found.push({ type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)), data });
  }
  return found;
}

/** A PNG of chunks; the sum of those of type `wrong` is wrong. */
function pngOf(chunks: Chunk[], wrong = ""): Uint8Array<ArrayBuffer> {
  const parts = chunks.map(({ type, data }) => {
    const out = new Uint8Array(12 + data.length);
    const view = new DataView(out.buffer);
    view.setUint32(0, data.length);
    out.set(latin1(type), 4);
    out.set(data, 8);
    view.setUint32(8 + data.length, crc32(out, 4, 4 + data.length) ^ (type === wrong ? 1 : 0));
    return out;
  });
  return Uint8Array.from([golden("grey.png").subarray(0, 8), ...parts].flatMap((part) => [...part]));
}

describe("PNG decodes to the stored colours, as Java and Pillow do", () => {
  it.each(decoded)("%s", async (name, ...expected) => {
    expect(await rgbOf(golden(name))).toEqual(expected);
  });

  const palette = chunksOf(golden("palette.png"));
  const beside = (type: string, data: string) => pngOf([palette[0], { type, data: latin1(data) }, ...palette.slice(1)]);
  const end = palette.length - 1;

  it.each([
    ["without its end", pngOf(palette.slice(0, -1))],
    ["with half an end", pngOf(palette).slice(0, -7)],
    ["followed by other bytes", Uint8Array.of(...pngOf(palette), 1, 2, 3)],
    ["with a damaged profile", beside("iCCP", "junk")],
    ["with a gamma of nothing", beside("gAMA", "\0\0\0\0")],
    [
      "with a wrong sum of its text",
      pngOf([...palette.slice(0, -1), { type: "tEXt", data: latin1("a\0b") }, palette[end]], "tEXt"),
    ],
    ["with a wrong sum of its end", pngOf(palette, "IEND")],
  ])("%s it is the same picture", async (_, bytes) => {
    expect(await rgbOf(bytes)).toEqual(decoded.find(([name]) => name === "palette.png")?.slice(1));
  });

  it.each(["IHDR", "PLTE", "IDAT"])("a wrong sum of %s is told", async (type) => {
    expect(await refusal(named(pngOf(palette, type), "x.png"))).toMatch(/^x\.png: a PNG picture, but damaged/);
  });

  it("a missing chunk of its data is told, with and without the end", async () => {
    const at = palette.findIndex(({ type }) => type === "IDAT");
    const half = { type: "IDAT", data: palette[at].data.slice(0, palette[at].data.length >> 1) };
    for (const rest of [[], [palette[end]]]) {
      const cut = named(pngOf([...palette.slice(0, at), half, ...rest]), "x.png");
      expect(await refusal(cut)).toMatch(/^x\.png: (the file ends in the middle|a PNG picture, but damaged)/);
    }
  });

  it("16-bit grey without an eighth of its range is nearly black", async () => {
    const header = new Uint8Array(13);
    new DataView(header.buffer).setUint32(0, 2);
    new DataView(header.buffer).setUint32(4, 1);
    header.set([16, 0], 8);
    const picture = async (brightest: number) => {
      const row = Uint8Array.of(0, 0, 7, brightest >> 8, brightest & 255);
      const data = new Uint8Array(deflateSync(row));
      const chunks = [
        { type: "IHDR", data: header },
        { type: "IDAT", data },
        { type: "IEND", data: new Uint8Array(0) },
      ];
      return decodePicture(named(pngOf(chunks)));
    };
    expect((await picture(4095)).nearlyBlack).toBe(true);
    expect((await picture(8191)).nearlyBlack).toBe(true);
    expect((await picture(8192)).nearlyBlack).toBeUndefined();
  });
});

describe("a JPEG without its end marker", () => {
  const structure = (bytes: Uint8Array) => structureOf(formatOf(bytes), bytes);

  it.each(pictures.filter((name) => name.endsWith(".jpg") && !name.includes("end")))(
    "%s may be whole: the decoder has to find out",
    (name) => {
      expect(structure(golden(name).slice(0, -2))).toMatchObject({ complete: true, unended: true });
      expect(structure(golden(name)).unended).toBeUndefined();
    },
  );

  it("lacks a scan where not every bit of a coefficient has come", () => {
    const bytes = golden("progressive.jpg");
    let scans = 0;
    for (let at = bytes.length - 2; at > 0; at--) {
      if (bytes[at] === 0xff && bytes[at + 1] === 0xda) {
        expect(structure(bytes.slice(0, at)).complete).toBe(false);
        scans++;
      }
    }
    expect(scans).toBeGreaterThan(5);
  });
});
