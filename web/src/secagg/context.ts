import { sha256 } from "@noble/hashes/sha2.js";

const PROTOCOL = "headwater-secagg-v2";
const UTF8 = new TextEncoder();

/** Parts behind their lengths as 16 bits, big-endian: no two lists of parts have the same bytes. */
class Encoder {
  private readonly out: number[] = [];

  part(part: Uint8Array): this {
    if (part.length > 0xffff) throw new RangeError(`part: ${part.length} bytes (expected: at most 65535)`);
    this.out.push(part.length >>> 8, part.length & 0xff, ...part);
    return this;
  }

  text(text: string): this {
    return this.part(UTF8.encode(text));
  }

  number(value: number): this {
    return this.part(Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value));
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.out);
  }

  sha256(): Uint8Array {
    return sha256(this.bytes());
  }
}

/** What every key, box and digest of a round is bound to: Java's secagg.primitives.Context, byte for byte. */
export class Context {
  private constructor(readonly setupDigest: Uint8Array) {}

  /** The context of a setup given as its fields. */
  static of(runId: string, round: number, task: string, numbers: readonly number[]): Context {
    const encoder = new Encoder().text(PROTOCOL).text("setup").text(runId).number(round).text(task);
    for (const number of numbers) encoder.number(number);
    return new Context(encoder.sha256());
  }

  /** HKDF info, or additional data of a box: protocol, purpose, setup, names. */
  info(purpose: string, ...names: string[]): Uint8Array {
    const encoder = this.start(purpose);
    for (const name of names) encoder.text(name);
    return encoder.bytes();
  }

  /** SHA-256 that ties a client to its seed without telling it. */
  commitment(owner: string, seed: Uint8Array): Uint8Array {
    return this.start("commitment").text(owner).part(seed).sha256();
  }

  /** SHA-256 of two lists of names, each behind its length. */
  digest(purpose: string, first: readonly string[], second: readonly string[]): Uint8Array {
    const encoder = this.start(purpose);
    for (const list of [first, second]) {
      const inner = new Encoder();
      for (const name of list) inner.text(name);
      encoder.part(inner.sha256());
    }
    return encoder.sha256();
  }

  private start(purpose: string): Encoder {
    return new Encoder().text(PROTOCOL).text(purpose).part(this.setupDigest);
  }
}
