import { crc32 } from "./crc32";
import { inflate } from "./inflate";
import { orientationOf, upright } from "./orientation";
import { cutOff, PictureError, type RgbImage } from "./rgbImage";

interface Header {
  width: number;
  height: number;
  depth: number;
  colour: number;
  interlaced: boolean;
}

/** Samples a pixel of each colour type: grey, RGB, palette, grey and alpha, RGB and alpha. */
const SAMPLES: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const PALETTE = 3;

/** An eighth of the range, in the high byte: 12 bits in 16 end at a sixteenth. */
const DARK = 32;

/** Adam7: first column, first row, column step, row step of each pass. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/**
 * Decodes a PNG to its stored colours, turned upright. A canvas multiplies colours by their alpha and so loses those of transparent
 * pixels; Java's `ImageDecoder` drops alpha and keeps them, and the model was trained on those. 16-bit samples keep their high byte,
 * colour profiles are not applied. As in Java, faults of chunks that change no pixel are passed over, sums of those that hold the picture
 * are checked, and the end may be missing. The file's size in pixels has been checked already.
 *
 * @throws PictureError if the file is damaged
 */
export async function decodePng(file: Uint8Array): Promise<RgbImage> {
  let header: Header | undefined;
  let palette = new Uint8Array(0);
  let orientation: number | undefined;
  let ended = false;
  const parts: Uint8Array[] = [];
  for (const { type, data, sum } of chunks(file)) {
    const needed = type === "IHDR" || type === "PLTE" || type === "IDAT";
    const sound =
      (needed || type === "eXIf") && sum === crc32(file, data.byteOffset - file.byteOffset - 4, data.length + 4);
    if (needed && !sound) {
      throw damaged();
    }
    ended = type === "IEND";
    if (type === "IHDR") {
      header = readHeader(data);
    } else if (type === "PLTE") {
      palette = new Uint8Array(data);
    } else if (type === "IDAT") {
      parts.push(data);
    } else if (type === "eXIf" && sound) {
      orientation ??= orientationOf(withoutPrefix(data));
    }
  }
  if (!header) {
    throw damaged();
  }
  const raw = await inflate(
    parts,
    passesOf(header).reduce((sum, p) => sum + p.height * (1 + p.bytes), 0),
  );
  if (!raw) {
    throw ended ? damaged() : cutOff();
  }
  return upright(unpack(header, raw, palette), orientation ?? 1);
}

/** The chunks up to the end, or up to one that is cut off. */
function* chunks(file: Uint8Array): Generator<{ type: string; data: Uint8Array; sum: number }> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 8; at + 12 <= file.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (at + 12 + length > file.length) {
      return;
    }
    yield { type, data: file.subarray(at + 8, at + 8 + length), sum: view.getUint32(at + 8 + length) };
    if (type === "IEND") {
      return;
    }
    at += 12 + length;
  }
}

/** Some programs begin the chunk as the segment of a JPEG begins. */
function withoutPrefix(exif: Uint8Array): Uint8Array {
  return String.fromCharCode(...exif.subarray(0, 6)) === "Exif\0\0" ? exif.subarray(6) : exif;
}

function readHeader(data: Uint8Array): Header {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < 13 || SAMPLES[data[9]] === undefined || ![1, 2, 4, 8, 16].includes(data[8])) {
    throw damaged();
  }
  return {
    width: view.getUint32(0),
    height: view.getUint32(4),
    depth: data[8],
    colour: data[9],
    interlaced: data[12] === 1,
  };
}

/** The rectangles that are stored one after the other, each with a filter byte before every row of `bytes`. */
function passesOf({ width, height, depth, colour, interlaced }: Header) {
  const bits = depth * SAMPLES[colour];
  return (interlaced ? PASSES : [[0, 0, 1, 1]])
    .map(([x, y, dx, dy]) => {
      const columns = Math.max(0, Math.ceil((width - x) / dx));
      return {
        x,
        y,
        dx,
        dy,
        width: columns,
        height: Math.max(0, Math.ceil((height - y) / dy)),
        bytes: (columns * bits + 7) >> 3,
      };
    })
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

function unpack(header: Header, raw: Uint8Array, palette: Uint8Array): RgbImage {
  const { width, height, depth, colour } = header;
  const data = new Uint8ClampedArray(4 * width * height);
  const step = Math.max(1, (depth * SAMPLES[colour]) >> 3);
  let brightest = 0;
  let at = 0;
  for (const pass of passesOf(header)) {
    let above: Uint8Array = new Uint8Array(pass.bytes);
    for (let row = 0; row < pass.height; row++) {
      const line = raw.subarray(at + 1, at + 1 + pass.bytes);
      unfilter(raw[at], line, above, step);
      for (let i = 0; i < pass.width; i++) {
        const to = 4 * ((pass.y + row * pass.dy) * width + pass.x + i * pass.dx);
        putPixel(data, to, line, i, header, palette);
        brightest = Math.max(brightest, data[to]);
      }
      above = line;
      at += 1 + pass.bytes;
    }
  }
  const nearlyBlack = depth === 16 && (colour & 2) === 0 && brightest < DARK;
  return { width, height, data, ...(nearlyBlack ? { nearlyBlack } : {}) };
}

function putPixel(
  out: Uint8ClampedArray,
  to: number,
  line: Uint8Array,
  i: number,
  header: Header,
  palette: Uint8Array,
) {
  const { depth, colour } = header;
  out[to + 3] = 255;
  if (depth < 8) {
    const bit = i * depth;
    const value = (line[bit >> 3] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    const grey = colour === PALETTE ? -1 : (value * 255) / ((1 << depth) - 1);
    for (let c = 0; c < 3; c++) {
      out[to + c] = grey < 0 ? (palette[3 * value + c] ?? 0) : grey;
    }
    return;
  }
  const bytes = depth >> 3;
  const at = i * bytes * SAMPLES[colour];
  const grey = (colour & 2) === 0;
  for (let c = 0; c < 3; c++) {
    // Beyond the palette is undefined; black, as in Java.
    out[to + c] = colour === PALETTE ? (palette[3 * line[at] + c] ?? 0) : line[at + (grey ? 0 : c * bytes)];
  }
}

/** Undoes one row's filter in place (PNG specification, section 9.2). */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, step: number): void {
  const n = line.length;
  if (filter === 1) {
    for (let i = step; i < n; i++) {
      line[i] += line[i - step];
    }
  } else if (filter === 2) {
    for (let i = 0; i < n; i++) {
      line[i] += above[i];
    }
  } else if (filter === 3) {
    for (let i = 0; i < n; i++) {
      line[i] += ((i < step ? 0 : line[i - step]) + above[i]) >> 1;
    }
  } else if (filter === 4) {
    for (let i = 0; i < n; i++) {
      line[i] += i < step ? above[i] : paeth(line[i - step], above[i], above[i - step]);
    }
  } else if (filter !== 0) {
    throw damaged();
  }
}

function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) {
    return left;
  }
  return toUp <= toCorner ? up : corner;
}

function damaged(): PictureError {
  return new PictureError("a PNG picture, but damaged (expected: an intact picture; copy it again, or save it anew)");
}
