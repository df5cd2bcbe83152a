import type { Preprocessing } from "../vision/image/preprocessing";

/** What stands in a page to take home, as JSON; numbers as little-endian bytes in base64. */
export interface TakenModel {
  readonly room: string;
  readonly round: number;
  /** In the order of the head's rows. */
  readonly labels: readonly string[];
  readonly arch: string;
  readonly preprocessing: Preprocessing;
  /** Weights `[classes, features]` row-major, then biases `[classes]`, float32. */
  readonly head: string;
  /** The backbone's file; absent for pixels. */
  readonly backbone?: string;
}

const PART = 0x8000;

/** Bytes as base64. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += PART) {
    text += String.fromCharCode(...bytes.subarray(at, at + PART));
  }
  return btoa(text);
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** JSON that may stand in a page's script element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}
