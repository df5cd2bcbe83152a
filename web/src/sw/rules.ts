/** The cache of run.json, head and backbone; the page fills it with what it has verified. */
export const MODEL_CACHE = "headwater-model-1";

/** Caches of the pages' own files, one for each build. */
export const SHELL_PREFIX = "headwater-shell-";

/** Header of a kept copy: when it was kept, milliseconds since 1970. Answers of the coordinator never carry it. */
export const KEPT_AT = "headwater-kept-at";

/** Backbones' addresses; immutable, for they carry their digest. */
export const BACKBONES = "/api/backbone/";

const PAGES = ["/", "/join", "/runs"];

/** How the service worker answers a request, `pass` being not at all: the browser does what it always does. */
export type Rule =
  | { kind: "pass" }
  | { kind: "cache-first"; cache: "shell" | "model" }
  | { kind: "network-first"; cache: "shell" | "model"; key: string; timeoutMs: number };

const PASS: Rule = { kind: "pass" };

/**
 * The rule for one request. Only reading (GET, same origin) is ever answered for: calls of the federation, sessions, past
 * runs and every address not named here go past the worker untouched.
 *
 * @param precached paths of the build's own files
 */
export function ruleFor(
  request: { method: string; url: string; navigation: boolean; reload: boolean },
  origin: string,
  precached: ReadonlySet<string>,
): Rule {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin) {
    return PASS;
  }
  const path = url.pathname;
  if (path === "/api/run.json") {
    return { kind: "network-first", cache: "model", key: path, timeoutMs: 4_000 };
  }
  if (path === "/api/head.safetensors") {
    return { kind: "network-first", cache: "model", key: path, timeoutMs: 8_000 };
  }
  if (path.startsWith(BACKBONES)) {
    // The page asks past a copy that it found damaged.
    return request.reload ? PASS : { kind: "cache-first", cache: "model" };
  }
  if (PAGES.includes(path)) {
    // A page of an older build would ask for files that the coordinator no longer has.
    return { kind: "network-first", cache: "shell", key: path, timeoutMs: 3_000 };
  }
  return precached.has(path) && !request.navigation ? { kind: "cache-first", cache: "shell" } : PASS;
}

/** True where a kept copy is better than the answer: a proxy's word that the coordinator is gone. */
export function isGone(status: number): boolean {
  return status === 502 || status === 503 || status === 504;
}

/**
 * Shell caches to delete when `current` takes over: all but it and the newest before it, whose files tabs that are still
 * open may ask for.
 *
 * @param names of all caches, oldest first, as the browser lists them
 */
export function outdated(names: string[], current: string): string[] {
  const older = names.filter((name) => name.startsWith(SHELL_PREFIX) && name !== current);
  return older.slice(0, -1);
}
