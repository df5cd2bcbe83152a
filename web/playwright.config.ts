import { defineConfig } from "@playwright/test";

/** Real browsers against a real coordinator; Debian's Chromium, or the one that CHROMIUM names. */
export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/support/archive.ts",
  outputDir: "test-results",
  timeout: 240_000,
  expect: { timeout: 60_000 },
  // Files side by side: each has its own coordinators on free ports, and waits more than it computes.
  workers: 2,
  fullyParallel: false,
  // Browsers on a shared machine stall now and then. A test that passes the second time is reported as flaky.
  retries: 1,
  reporter: [["list"]],
  use: {
    headless: true,
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--use-gl=angle",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
      ],
    },
  },
});
