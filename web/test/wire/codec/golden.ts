import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

/** Wire bytes of one message of every kind, written by proto's `Golden.main`. */
const FOLDER = resolve(import.meta.dirname, "../../../../proto/src/test/resources/golden");

/** Names of all files, without the ending. */
export function goldenNames(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".hex"))
    .map((name) => name.slice(0, -4));
}

/** The bytes of one. */
export function golden(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(readFileSync(resolve(FOLDER, `${name}.hex`), "utf8").trim(), "hex"));
}
