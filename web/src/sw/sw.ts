import { isGone, MODEL_CACHE, outdated, type Rule, ruleFor, SHELL_PREFIX } from "./rules";

/** The worker's surroundings, as far as they are used: TypeScript's own description of them would replace the pages'. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Event {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
declare const self: {
  location: Location;
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", listener: (event: Waiting) => void): void;
  addEventListener(kind: "fetch", listener: (event: Fetching) => void): void;
};

/** Put in by the build: the paths of all built files, and a digest of what is in them. */
declare const __PRECACHE__: string[];
declare const __VERSION__: string;

const SHELL = SHELL_PREFIX + __VERSION__;
const precached: ReadonlySet<string> = new Set(__PRECACHE__);

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

self.addEventListener("fetch", (event) => {
  const { method, url, mode, cache } = event.request;
  const seen = { method, url, navigation: mode === "navigate", reload: cache === "reload" };
  const rule = ruleFor(seen, self.location.origin, precached);
  if (rule.kind !== "pass") {
    event.respondWith(answer(event.request, rule));
  }
});

async function install(): Promise<void> {
  const cache = await caches.open(SHELL);
  // Past the browser's own cache: this build's files, not the last one's.
  await cache.addAll(__PRECACHE__.map((path) => new Request(path, { cache: "no-cache" })));
  await self.skipWaiting();
}

async function activate(): Promise<void> {
  await Promise.all(outdated(await caches.keys(), SHELL).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request: Request, rule: Exclude<Rule, { kind: "pass" }>): Promise<Response> {
  if (rule.kind === "cache-first") {
    return (await kept(request.url, rule.cache)) ?? fetch(request);
  }
  const late = new AbortController();
  const alarm = setTimeout(() => late.abort(), rule.timeoutMs);
  try {
    const response = await fetch(request, { signal: late.signal });
    return isGone(response.status) ? ((await kept(rule.key, rule.cache)) ?? response) : response;
  } catch (e) {
    const copy = await kept(rule.key, rule.cache);
    if (copy) {
      return copy;
    }
    // Without a copy, slowness is not a reason to give up.
    if (late.signal.aborted) {
      return fetch(request);
    }
    throw e;
  } finally {
    clearTimeout(alarm);
  }
}

/** The copy of this build, else of any older one whose tabs are still open. */
async function kept(key: string, where: "shell" | "model"): Promise<Response | undefined> {
  const cache = await caches.open(where === "model" ? MODEL_CACHE : SHELL);
  return (await cache.match(key)) ?? (where === "shell" ? caches.match(key) : undefined);
}
