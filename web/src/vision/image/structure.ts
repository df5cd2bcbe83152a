import type { PictureFormat } from "./format";
import { hasAllScans } from "./jpegScans";

/** What a file's outer structure says before any of it is decoded. */
export interface Structure {
  /** In pixels, as stored; 0 where the header does not say. */
  width: number;
  height: number;
  /** Colour components of a JPEG, 0 where unknown. */
  components: number;
  /** False if the file certainly lacks its end. */
  complete: boolean;
  /** Set for a JPEG that has all of its scans, perhaps not whole, and no marker that ends them. */
  unended?: boolean;
}

/**
 * Walks a file without decoding it: its size in pixels, and whether it ends before it should; browsers draw what is there and keep
 * quiet, or take gigabytes for a few bytes. Mirrors Java's `Structure`.
 */
export function structureOf(format: PictureFormat, bytes: Uint8Array): Structure {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    switch (format.read) {
      case "jpeg":
        return jpeg(bytes, view);
      case "png":
        return png(bytes, view);
      case "gif":
        return { ...size(view.getUint16(6, true), view.getUint16(8, true)), complete: isGifComplete(bytes) };
      case "bmp":
        return bmp(view);
      case "webp":
        return webp(view);
      default:
        return avif(bytes, view);
    }
  } catch (e) {
    if (e instanceof RangeError) {
      return { ...size(0, 0), complete: false };
    }
    throw e;
  }
}

function size(width: number, height: number, components = 0): Structure {
  return { width, height, components, complete: true };
}

/** Markers up to the end of the image; entropy-coded data is skipped, looking for the next marker. */
function jpeg(b: Uint8Array, view: DataView): Structure {
  const found = size(0, 0);
  let scans = 0;
  let progressive = false;
  let at = 2;
  while (at + 2 <= b.length) {
    if (b[at] !== 0xff) {
      at = b.indexOf(0xff, at);
      if (at < 0) {
        break;
      }
      continue;
    }
    const marker = b[at + 1];
    if (marker === 0xd9) {
      return found;
    } else if (marker === 0xff) {
      at++;
    } else if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
    } else {
      if (isFrame(marker) && found.width === 0) {
        progressive = marker === 0xc2;
        Object.assign(found, { height: view.getUint16(at + 5), width: view.getUint16(at + 7), components: b[at + 9] });
      }
      scans ||= marker === 0xda ? at : 0;
      at += 2 + view.getUint16(at + 2);
    }
  }
  const complete = scans > 0 && hasAllScans(b, scans, found.components, progressive);
  return { ...found, complete, ...(complete ? { unended: true } : {}) };
}

/** Start-of-frame markers: C0 to CF but for Huffman tables, extensions, arithmetic conditioning. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

const IDAT = 0x49444154;
const IEND = 0x49454e44;

/** What comes after the last IDAT may be missing; whether that was the last, the decoder finds out. */
function png(b: Uint8Array, view: DataView): Structure {
  const found = size(view.getUint32(16), view.getUint32(20));
  let data = false;
  for (let at = 8; at + 8 <= b.length; at += 12 + view.getUint32(at)) {
    const type = view.getUint32(at + 4);
    if (type === IEND) {
      break;
    }
    if (at + 12 + view.getUint32(at) > b.length) {
      return { ...found, complete: data && type !== IDAT };
    }
    data ||= type === IDAT;
  }
  return { ...found, complete: data };
}

/** The first frame is complete when the empty block that ends its data is there. */
function isGifComplete(b: Uint8Array): boolean {
  let at = 13 + colourTable(b[10]);
  while (at < b.length) {
    if (b[at] === 0x21) {
      at = afterBlocks(b, at + 2);
    } else if (b[at] === 0x2c && at + 9 < b.length) {
      return afterBlocks(b, at + 11 + colourTable(b[at + 9])) <= b.length;
    } else {
      return false;
    }
  }
  return false;
}

/**
 * A GIF whose transparent pixels have their palette's colour, as Java reads them; a canvas would give black. One bit in the extension
 * before the first frame says that there are any (GIF89a, section 23).
 */
export function opaqueGif(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  for (let at = 13 + colourTable(copy[10]); copy[at] === 0x21; at = afterBlocks(copy, at + 2)) {
    if (copy[at + 1] === 0xf9) {
      copy[at + 3] &= ~1;
    }
  }
  return copy;
}

function colourTable(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1);
}

/** Position after the data blocks at `at`, beyond the file if they do not end. */
function afterBlocks(b: Uint8Array, at: number): number {
  let next = at;
  while (next < b.length) {
    const length = b[next];
    next += 1 + length;
    if (length === 0) {
      return next;
    }
  }
  return Number.POSITIVE_INFINITY;
}

function bmp(view: DataView): Structure {
  const pixels = view.getUint32(10, true);
  if (view.getUint32(14, true) === 12) {
    return size(view.getUint16(18, true), view.getUint16(20, true));
  }
  const found = size(Math.abs(view.getInt32(18, true)), Math.abs(view.getInt32(22, true)));
  const row = 4 * Math.ceil((found.width * view.getUint16(28, true)) / 32);
  const compressed = view.getUint32(30, true) === 1 || view.getUint32(30, true) === 2;
  return { ...found, complete: compressed || view.byteLength >= pixels + row * found.height };
}

function webp(view: DataView): Structure {
  const complete = view.byteLength >= 8 + view.getUint32(4, true);
  const kind = view.getUint32(12);
  if (kind === 0x56503858) {
    const u24 = (at: number) => view.getUint16(at, true) + 65536 * view.getUint8(at + 2); // VP8X
    return { ...size(u24(24) + 1, u24(27) + 1), complete };
  } else if (kind === 0x5650384c) {
    const bits = view.getUint32(21, true); // VP8L
    return { ...size((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1), complete };
  }
  return { ...size(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff), complete };
}

/** The largest "ispe" box: a picture of tiles has small ones, too. */
function avif(b: Uint8Array, view: DataView): Structure {
  const found = size(0, 0);
  for (let at = b.indexOf(0x69); at >= 0 && at + 16 <= b.length; at = b.indexOf(0x69, at + 1)) {
    if (view.getUint32(at) === 0x69737065) {
      found.width = Math.max(found.width, view.getUint32(at + 8));
      found.height = Math.max(found.height, view.getUint32(at + 12));
    }
    if (at > 65536) {
      break;
    }
  }
  return { ...found, complete: found.width > 0 };
}
