import type { Page } from "@playwright/test";

/** Collects what a good page never does: errors in the console, and requests to anybody else. */
export function watchForTrouble(page: Page, web: number): string[] {
  const trouble: string[] = [];
  const own = [`http://127.0.0.1:${web}`, `blob:http://127.0.0.1:${web}`];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") trouble.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => trouble.push(`uncaught: ${error.message}`));
  page.context().on("request", (request) => {
    if (!own.some((origin) => request.url().startsWith(origin))) trouble.push(`request: ${request.url()}`);
  });
  return trouble;
}
