import { BACKBONES, KEPT_AT, MODEL_CACHE } from "../sw/rules";

/** What became of a copy that was to be kept for times without network. */
export type Keeping = "kept" | "full" | "unavailable";

/**
 * Keeps verified bytes for the time when the coordinator is gone; the service worker answers from there. Never throws: a
 * page that cannot keep works all the same.
 *
 * @param now milliseconds since 1970
 */
export async function keep(url: string, body: ArrayBuffer | string, type: string, now: number): Promise<Keeping> {
  if (!("caches" in globalThis)) {
    return "unavailable"; // without TLS, or in some private windows
  }
  try {
    const cache = await caches.open(MODEL_CACHE);
    if (url.startsWith(BACKBONES)) {
      await dropOthers(cache, url);
    }
    const headers = { "content-type": type, [KEPT_AT]: String(now) };
    await cache.put(url, new Response(body, { headers }));
    return "kept";
  } catch (e) {
    return e instanceof DOMException && e.name === "QuotaExceededError" ? "full" : "unavailable";
  }
}

/** A new backbone replaces the old one: two of them are rarely worth their room. */
async function dropOthers(cache: Cache, url: string): Promise<void> {
  for (const request of await cache.keys()) {
    const path = new URL(request.url).pathname;
    if (path.startsWith(BACKBONES) && path !== url) {
      await cache.delete(request);
    }
  }
}

/** The kept copy of an address, where the service worker does not answer for it (yet). */
export async function keptCopy(url: string): Promise<Response | undefined> {
  if (!("caches" in globalThis)) {
    return undefined;
  }
  try {
    return await (await caches.open(MODEL_CACHE)).match(url);
  } catch {
    return undefined;
  }
}
