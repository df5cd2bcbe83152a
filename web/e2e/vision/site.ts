import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize, resolve } from "node:path";
import { build } from "vite";

const WEB = resolve(import.meta.dirname, "../..");
const ROOT = resolve(WEB, "..");

/** The shared folder of real data, or undefined where it is absent. */
export const SHARED = [process.env.HEADWATER_SHARED ?? resolve(ROOT, "../shared")].find((folder) =>
  existsSync(join(folder, "photos/golden.json")),
);

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; " +
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "X-Content-Type-Options": "nosniff",
};

/** A production build of the test page, served with the pages' own headers; /repo, /shared and /extra are folders with data. */
export class Site {
  private constructor(
    readonly url: string,
    private readonly server: Server,
    readonly folder: string,
  ) {}

  static async start(extra = ""): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), "headwater-vision-"));
    await build({
      configFile: join(WEB, "vite.config.ts"),
      root: WEB,
      logLevel: "warn",
      build: { outDir: folder, emptyOutDir: true, rollupOptions: { input: join(WEB, "e2e/vision/page.html") } },
    });
    const places: Record<string, string> = { repo: ROOT, shared: SHARED ?? folder, extra: extra || folder };
    const server = createServer((request, response) => {
      const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://x").pathname));
      const [, first, ...rest] = path.split("/");
      const file = places[first] ? join(places[first], ...rest) : join(folder, path);
      if (!existsSync(file)) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { ...HEADERS, "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
      createReadStream(file).pipe(response);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    return new Site(`http://127.0.0.1:${port}/e2e/vision/page.html`, server, folder);
  }

  stop(): void {
    this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
