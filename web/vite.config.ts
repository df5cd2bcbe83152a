import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { applicationLinks, serviceWorker } from "./serviceWorker.ts";
import { takeaway } from "./takeaway.ts";

// Four pages and nothing from elsewhere: every file is served by the coordinator.
export default defineConfig({
  base: "/",
  plugins: [applicationLinks(), serviceWorker(), takeaway()],
  build: {
    target: "es2022",
    sourcemap: false,
    assetsInlineLimit: 0, // a data: address would need a wider Content-Security-Policy
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        index: resolve(import.meta.dirname, "index.html"),
        join: resolve(import.meta.dirname, "join.html"),
        runs: resolve(import.meta.dirname, "runs.html"),
        classroom: resolve(import.meta.dirname, "classroom.html"),
      },
    },
  },
  test: {
    include: ["test/**/*.test.ts"],
    environment: "node",
    testTimeout: 30_000,
    // TensorFlow.js' parts are ES modules without saying so: Node would not load them; the Emscripten files are CommonJS.
    server: { deps: { inline: [/@tensorflow\/tfjs-(core|backend-\w+)\/dist/] } },
  },
});
