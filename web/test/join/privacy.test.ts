import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const folders = ["join", "store"].map((name) => join(import.meta.dirname, "../../src", name));
const sources = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name)),
);

describe("the page's own code", () => {
  // What leaves goes through the wire's gate or the catalogue's reads; neither is given a picture.
  it("speaksToNobodyItself", () => {
    expect(sources.length).toBeGreaterThan(20);
    for (const file of sources) {
      expect(readFileSync(file, "utf8"), file).not.toMatch(
        /\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource|RTCPeerConnection|new Image\b|\.action\s*=/,
      );
    }
  });
});
