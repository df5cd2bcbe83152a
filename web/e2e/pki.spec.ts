import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { freePort, headwater, Running, requireBuild, scratch } from "./support/processes";
import { CERTUTIL, trustingBrowser } from "./support/trust";

test.skip(
  !CERTUTIL,
  "NO CERTUTIL (Debian's libnss3-tools): no browser can trust a root, join tokens in tabs were not checked",
);

async function takePart(page: Page, web: number, folder: string, token: string): Promise<void> {
  await page.goto(`https://127.0.0.1:${web}/join`);
  await page.getByTestId("folder-input").setInputFiles(join(folder, "shares", "client-001"));
  await page.getByTestId("name").fill("client-001");
  await page.getByTestId("token").fill(token);
  await page.getByTestId("token").press("Enter");
  await expect(page.getByTestId("join")).toBeEnabled();
  await page.getByTestId("join").click();
}

test("a tab joins over TLS with its join token, which is no good in another browser", async () => {
  requireBuild();
  const folder = scratch();
  headwater(folder, "partition", "--data", "demo:users=2,pictures=20,test=0", "--export", "shares");
  headwater(folder, "pki", "init");
  headwater(folder, "pki", "issue", "client-000", "--to", "client-000.token");
  headwater(folder, "pki", "issue", "client-001", "--to", "client-001.token");
  const token = readFileSync(join(folder, "client-001.token"), "utf8").trim();
  const [grpc, web] = [await freePort(), await freePort()];
  const coordinator = new Running(
    folder,
    ...["coordinator", "--pki", "pki", "--listen", `127.0.0.1:${grpc}`, "--web-port", String(web)],
    ...["--min-clients", "2", "--rounds", "3"],
  );
  let node: Running | undefined;
  const browser = await trustingBrowser(join(folder, "pki", "root.crt"));
  const page = await browser.newPage();
  try {
    await expect.poll(() => coordinator.output).toContain(`Pages: https://127.0.0.1:${web}/`);
    await takePart(page, web, folder, token);
    await expect.poll(() => coordinator.output).toContain("1 of 2 enrolled");

    const elsewhere = await (await browser.newContext()).newPage();
    await takePart(elsewhere, web, folder, token);
    await expect(elsewhere.getByText("used already by another key").first()).toBeVisible();

    // The key is the browser's: no script has it, and a reload comes back under the name.
    const secret = await page.evaluate(
      () =>
        new Promise<string>((done, failed) => {
          const open = indexedDB.open("headwater");
          open.onsuccess = () => {
            const all = open.result.transaction("keys").objectStore("keys").getAll();
            all.onsuccess = () => {
              const pair = all.result[0] as CryptoKeyPair;
              crypto.subtle.exportKey("pkcs8", pair.privateKey).then(
                () => done("exported"),
                (e: Error) => done(e.name),
              );
            };
            all.onerror = () => failed(all.error);
          };
          open.onerror = () => failed(open.error);
        }),
    );
    expect(secret).toBe("InvalidAccessError");
    await page.reload();

    node = new Running(
      folder,
      ...["client", "--coordinator", `127.0.0.1:${grpc}`, "--data", "shares/client-000", "--name", "client-000"],
      ...["--token-file", "client-000.token"],
    );
    await expect(page.getByTestId("state")).toHaveAttribute("data-phase", "finished");
    expect(await coordinator.ended(), coordinator.output).toBe(0);
    expect(await node.ended(), node.output).toBe(0);
  } finally {
    await browser.close();
    await coordinator.kill("SIGKILL");
    await node?.kill("SIGKILL");
  }
});
