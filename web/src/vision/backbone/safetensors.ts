/** One float32 tensor of a file. */
export interface Tensor {
  shape: number[];
  /** Row-major; a view of the file's own bytes where they are aligned, a copy otherwise. */
  data: Float32Array;
}

/** What a safetensors file holds. */
export interface Safetensors {
  metadata: Record<string, string>;
  tensors: Map<string, Tensor>;
}

const MAX_HEADER_BYTES = 16 * 2 ** 20;
const MAX_RANK = 8;

/** Bytes a value of the types that may stand in a file. */
const BYTES: Record<string, number> = { F32: 4, I64: 8, U64: 8, I32: 4, U32: 4, I16: 2, U16: 2, I8: 1, U8: 1, BOOL: 1 };

interface Entry {
  name: string;
  dtype: string;
  shape: number[];
  begin: number;
  end: number;
}

/**
 * Reads a safetensors file: 8 bytes of header length (little endian), a JSON header that gives every tensor's dtype, shape and
 * place, then the values. The whole header is checked first; nothing in it is trusted. Mirrors Java's
 * `files.Safetensors`: holes between tensors and bytes after the last one are refused. Only F32 is read;
 * whole numbers, such as PyTorch's counters of batches, are checked and left out.
 *
 * @throws Error with a sentence that says what is damaged
 */
export function readSafetensors(buffer: ArrayBuffer): Safetensors {
  if (buffer.byteLength < 8) {
    throw damage(`${buffer.byteLength} bytes`, "a safetensors file, which has at least 8");
  }
  const length = new DataView(buffer).getBigUint64(0, true);
  if (length < 2n || length > BigInt(MAX_HEADER_BYTES)) {
    throw damage(`a header of ${length} bytes`, `a safetensors file, whose header has 2 to ${MAX_HEADER_BYTES}`);
  }
  const data = 8 + Number(length);
  if (data > buffer.byteLength) {
    throw damage(
      `the file ends inside its header, after ${buffer.byteLength - 8} of ${length} bytes`,
      "a whole file; download it again",
    );
  }
  const header = parseHeader(new Uint8Array(buffer, 8, Number(length)));
  const entries: Entry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") {
      metadata = parseMetadata(value);
    } else {
      entries.push(parseEntry(name, value));
    }
  }
  checkPlaces(entries, buffer.byteLength - data);
  const floats = entries.filter((entry) => entry.dtype === "F32");
  return { metadata, tensors: new Map(floats.map((e) => [e.name, tensor(buffer, data, e)])) };
}

function tensor(buffer: ArrayBuffer, data: number, entry: Entry): Tensor {
  const begin = data + entry.begin;
  const count = (entry.end - entry.begin) / 4;
  // All platforms with a browser are little endian, as the file is.
  const values =
    begin % 4 === 0 ? new Float32Array(buffer, begin, count) : new Float32Array(buffer.slice(begin, data + entry.end));
  return { shape: entry.shape, data: values };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let root: unknown;
  try {
    root = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw damage("the header is not valid JSON", "a safetensors file; download it again");
  }
  if (!isObject(root)) {
    throw damage("the header is not a JSON object", "a safetensors file");
  }
  return root;
}

function parseMetadata(value: unknown): Record<string, string> {
  if (!isObject(value)) {
    throw damage("__metadata__ is not an object", "texts");
  }
  const texts: Record<string, string> = {};
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string") {
      throw damage(`__metadata__ ${key} is ${JSON.stringify(text)}`, "a text");
    }
    texts[key] = text;
  }
  return texts;
}

function parseEntry(name: string, value: unknown): Entry {
  const entry = isObject(value) ? value : {};
  const dtype = String(entry.dtype ?? "nothing");
  const bytesPerValue = BYTES[dtype];
  if (bytesPerValue === undefined) {
    throw damage(`tensor ${name} has dtype ${dtype}`, "F32; convert the file to float32 first");
  }
  const shape = entry.shape;
  if (!isCounts(shape) || shape.length > MAX_RANK) {
    throw damage(
      `tensor ${name} has shape ${JSON.stringify(shape)}`,
      `a list of at most ${MAX_RANK} extents of 0 or more`,
    );
  }
  const offsets = entry.data_offsets;
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[1] < offsets[0]) {
    throw damage(`tensor ${name} has data_offsets ${JSON.stringify(offsets)}`, "begin and end");
  }
  const bytes = shape.reduce((product, extent) => product * extent, bytesPerValue);
  if (offsets[1] - offsets[0] !== bytes) {
    throw damage(`tensor ${name} has ${offsets[1] - offsets[0]} bytes`, `${bytes} for ${dtype} of shape [${shape}]`);
  }
  return { name, dtype, shape, begin: offsets[0], end: offsets[1] };
}

/** Every byte of the data belongs to exactly one tensor. */
function checkPlaces(entries: Entry[], size: number): void {
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let reached = 0;
  let before = "the header";
  for (const entry of entries) {
    if (entry.end > size) {
      throw damage(
        `tensor ${entry.name} ends at byte ${entry.end} of the data, which has ${size}`,
        "a whole file; download it again",
      );
    }
    if (entry.begin < reached) {
      throw damage(`tensor ${entry.name} overlaps ${before}`, "tensors one after the other");
    }
    if (entry.begin > reached) {
      throw damage(`${entry.begin - reached} unused bytes before tensor ${entry.name}`, "tensors one after the other");
    }
    reached = entry.end;
    before = entry.name;
  }
  if (reached !== size) {
    throw damage(`${size - reached} bytes after ${before}, the last tensor`, "the end of the file");
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function damage(what: string, expected: string): Error {
  return new Error(`model file: ${what} (expected: ${expected})`);
}
