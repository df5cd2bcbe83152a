import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { site } from "./build/site.ts";

const here = import.meta.dirname;

/** Adds the pages that are made from Markdown. */
function pages(): Plugin {
  return {
    name: "headwater-documentation",
    generateBundle() {
      try {
        for (const [fileName, source] of site(resolve(here, "../.."))) {
          this.emitFile({ type: "asset", fileName, source });
        }
      } catch (mistakes) {
        this.error((mistakes as Error).message);
      }
    },
  };
}

// One classic script and one sheet of styles: browsers refuse modules to pages that were opened from a disk.
export default defineConfig({
  root: here,
  publicDir: false,
  plugins: [pages()],
  build: {
    target: "es2022",
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      input: resolve(here, "page/main.ts"),
      output: { format: "iife", entryFileNames: "assets/site.js", assetFileNames: "assets/site[extname]" },
    },
  },
});
