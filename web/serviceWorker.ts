import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, type Plugin } from "vite";

const LINKS: [tag: string, attrs: Record<string, string>][] = [
  ["link", { rel: "manifest", href: "/manifest.webmanifest" }],
  ["link", { rel: "icon", type: "image/svg+xml", href: "/icons/icon.svg" }],
  ["link", { rel: "apple-touch-icon", href: "/icons/icon-192.png" }],
  ["meta", { name: "theme-color", media: "(prefers-color-scheme: light)", content: "#f4f7f6" }],
  ["meta", { name: "theme-color", media: "(prefers-color-scheme: dark)", content: "#0d1514" }],
];

/** What every page says about the application it belongs to. */
export function applicationLinks(): Plugin {
  return {
    name: "headwater-application-links",
    transformIndexHtml: () => LINKS.map(([tag, attrs]) => ({ tag, attrs, injectTo: "head" as const })),
  };
}

/**
 * Builds src/sw/sw.ts to /sw.js once all else is written: one classic script under a name that stays, with the paths of all
 * built files and a digest of what is in them.
 */
export function serviceWorker(): Plugin {
  let out = "";
  return {
    name: "headwater-service-worker",
    apply: "build",
    configResolved(config) {
      out = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      // A build that failed, or one of something else than the pages, has no worker.
      if (!existsSync(join(out, "index.html"))) {
        return;
      }
      const files = readdirSync(out, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(out.length).replaceAll("\\", "/"))
        .filter((path) => path !== "/sw.js" && !/\.(br|gz|map)$/.test(path))
        .sort();
      const content = createHash("sha256");
      for (const path of files) {
        content.update(path).update(readFileSync(join(out, path)));
      }
      await build({
        configFile: false,
        publicDir: false,
        logLevel: "warn",
        define: {
          __PRECACHE__: JSON.stringify(files.map(address)),
          __VERSION__: JSON.stringify(content.digest("hex").slice(0, 16)),
        },
        build: {
          target: "es2022",
          outDir: out,
          emptyOutDir: false,
          rollupOptions: {
            input: resolve(import.meta.dirname, "src/sw/sw.ts"),
            output: { format: "iife", entryFileNames: "sw.js" },
          },
        },
      });
    },
  };
}

/** Pages are asked for without their ending. */
function address(path: string): string {
  return path === "/index.html" ? "/" : path.replace(/\.html$/, "");
}
