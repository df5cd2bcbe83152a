import { expect, type Page, type Request } from "@playwright/test";

const CALLS = /^\/headwater\.v1\.Federation\/(Join|Submit|GetModel|Watch)$/;
/** Bytes in a row that are no accident: a sixteen-byte match by chance has odds below 1e-30. */
const WINDOW = 16;

/** Everything that a page, alone in its context, and its service worker send, and to whom. */
export class Outgoing {
  #requests: { method: string; url: URL; body: Buffer }[] = [];
  readonly #origin: string;

  constructor(page: Page, web: number) {
    this.#origin = `http://127.0.0.1:${web}`;
    page.context().on("request", (request: Request) => {
      const url = new URL(request.url());
      if (url.protocol === "blob:") return; // within the page
      this.#requests.push({ method: request.method(), url, body: request.postDataBuffer() ?? Buffer.alloc(0) });
    });
  }

  /** Leaves out what was sent until now. */
  forget(): void {
    this.#requests = [];
  }

  get bytes(): number {
    return this.#requests.reduce((sum, request) => sum + request.body.length, 0);
  }

  get urls(): string[] {
    return this.#requests.map((request) => request.url.href);
  }

  /** Nothing but calls to the coordinator left, and in none of them a piece of these. */
  expectNothingOf(pictures: readonly Buffer[], features: readonly Buffer[]): void {
    const posts = this.#requests.filter((request) => request.method !== "GET");
    expect(posts.length).toBeGreaterThan(3);
    for (const request of this.#requests) {
      expect(request.url.origin).toBe(this.#origin);
      expect(request.url.search.length).toBeLessThan(100); // an address is a way out too
      if (request.method !== "GET") {
        expect(request.url.pathname).toMatch(CALLS);
      } else {
        expect(request.body.length).toBe(0);
      }
    }
    const sent = Buffer.concat(posts.map((request) => request.body));
    expect(sent.length).toBeGreaterThan(1000); // the deltas were seen
    for (const secret of [...pictures, ...features]) {
      for (const at of pieces(secret)) {
        expect(sent.includes(at), `bytes of a picture or a feature left: ${at.toString("hex")}`).toBe(false);
      }
    }
  }
}

/** Pieces from all over, but none that is one byte repeated: runs of zeros are everywhere. */
function pieces(secret: Buffer): Buffer[] {
  const result: Buffer[] = [];
  for (let at = 0; at + WINDOW <= secret.length && result.length < 8; at += Math.max(WINDOW, secret.length >> 4) & ~3) {
    const piece = secret.subarray(at, at + WINDOW);
    if (new Set(piece).size > 6) result.push(piece);
  }
  return result;
}
