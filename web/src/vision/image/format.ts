/** What the first bytes of a file say it is. */
export interface PictureFormat {
  /** Set where the pages read it. */
  read?: "jpeg" | "png" | "gif" | "bmp" | "webp" | "avif";
  /** For messages, after the file's name. */
  words: string;
  /** What to do with a file that is not read. */
  next: string;
}

const SAVE_AS_JPEG = "open it in a picture program and save it as JPEG";
const NOT_A_PICTURE = "choose a photograph or a drawing instead";

const HEIC = other(
  "a HEIC picture, as phones make them",
  "share it as JPEG, or set the phone's camera to 'Most compatible'",
);
const RAW = other("a camera's raw file", "export it as JPEG, or choose the JPEG that lies beside it");
const VIDEO = other("a video", "choose a picture, or use the camera here for a single frame");
const AUDIO = other("a sound", NOT_A_PICTURE);
const TIFF = other("a TIFF picture", SAVE_AS_JPEG);
const ZIP = other("a zip file", "unpack it first, then choose the pictures inside");
const UNKNOWN = other("not a picture of a known kind", "choose a JPEG, PNG, GIF, BMP or WebP picture");

/** Magic numbers at the start of a file, Latin-1; the first match counts. */
const STARTS: [string, PictureFormat][] = [
  ["\xff\xd8\xff", { read: "jpeg", words: "a JPEG picture", next: "" }],
  ["\x89PNG\r\n\x1a\n", { read: "png", words: "a PNG picture", next: "" }],
  ["GIF87a", { read: "gif", words: "a GIF picture", next: "" }],
  ["GIF89a", { read: "gif", words: "a GIF picture", next: "" }],
  ["FUJIFILMCCD-RAW", RAW],
  ["II*\0\x10\0\0\0CR", RAW],
  ["IIU\0", RAW],
  ["IIRO", RAW],
  ["IIRS", RAW],
  ["II*\0", TIFF],
  ["MM\0*", TIFF],
  ["\0\0\0\fjP  ", other("a JPEG 2000 picture", SAVE_AS_JPEG)],
  ["\xffO\xffQ", other("a JPEG 2000 picture", SAVE_AS_JPEG)],
  ["\0\0\0\fJXL ", other("a JPEG XL picture", SAVE_AS_JPEG)],
  ["\xff\n", other("a JPEG XL picture", SAVE_AS_JPEG)],
  ["8BPS", other("a Photoshop file", "export it as JPEG or PNG")],
  ["\0\0\x01\0", other("an icon file", "choose a JPEG or PNG picture")],
  ["%PDF", other("a PDF document", "take a screenshot of the page, or export its picture")],
  ["PK\x03\x04", ZIP],
  ["PK\x05\x06", ZIP],
  ["\x1f\x8b", other("a gzip file", "unpack it first")],
  ["\x1aE\xdf\xa3", VIDEO],
  ["\0\0\x01\xba", VIDEO],
  ["OggS", AUDIO],
  ["ID3", AUDIO],
  ["fLaC", AUDIO],
];

/** Looks at the magic number; mirrors Java's `PictureFormat`, and knows the formats that browsers read besides. */
export function formatOf(bytes: Uint8Array): PictureFormat {
  const head = String.fromCharCode(...bytes.subarray(0, 512));
  const start = STARTS.find(([magic]) => head.startsWith(magic));
  if (start) {
    return start[1];
  }
  if (head.startsWith("BM") && hasBmpHeader(bytes)) {
    return { read: "bmp", words: "a BMP picture", next: "" };
  }
  if (head.startsWith("RIFF")) {
    return ofRiff(head.slice(8, 12));
  }
  return head.startsWith("ftyp", 4) ? ofBrand(head.slice(8, 12)) : ofText(head);
}

function ofRiff(kind: string): PictureFormat {
  if (kind === "WEBP") {
    return { read: "webp", words: "a WebP picture", next: "" };
  }
  return kind === "WAVE" ? AUDIO : VIDEO;
}

function ofBrand(brand: string): PictureFormat {
  if (["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"].includes(brand)) {
    return HEIC;
  }
  if (brand === "avif" || brand === "avis") {
    return { read: "avif", words: "an AVIF picture", next: "" };
  }
  if (brand === "crx ") {
    return RAW;
  }
  return brand.startsWith("M4A") ? AUDIO : VIDEO;
}

/** "BM" alone could begin a text: the size of the second header is one of a few numbers. */
function hasBmpHeader(bytes: Uint8Array): boolean {
  return bytes.length > 17 && bytes[14] >= 12 && bytes[14] <= 124 && bytes[15] === 0 && bytes[16] === 0;
}

/** Text is recognised by having no control characters. */
function ofText(head: string): PictureFormat {
  for (const c of head) {
    if (c < " " && !"\t\n\r\f".includes(c)) {
      return UNKNOWN;
    }
  }
  const start = head.replace("\xef\xbb\xbf", "").trimStart().toLowerCase();
  if (start.includes("<svg")) {
    return other("an SVG drawing", "export it as PNG");
  }
  const html = start.startsWith("<!doctype html") || start.startsWith("<html");
  return html ? other("a web page", "save the picture on it, not the page") : other("a text file", NOT_A_PICTURE);
}

function other(words: string, next: string): PictureFormat {
  return { words, next };
}
