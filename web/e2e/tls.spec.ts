import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { freePort, headwater, Running, requireBuild, scratch } from "./support/processes";
import { CERTUTIL, trustingBrowser } from "./support/trust";

const OPENSSL = spawnSync("openssl", ["version"]).status === 0;

test.skip(!OPENSSL, "NO OPENSSL: a certificate could not be made, the pages under TLS were not checked");
test.skip(!CERTUTIL, "NO CERTUTIL (Debian's libnss3-tools): no browser can trust a certificate, TLS was not checked");

test("under TLS a tab with a token takes part, beside a node", async () => {
  requireBuild();
  const folder = scratch();
  headwater(folder, "partition", "--data", "demo:users=2,pictures=20,test=0", "--export", "shares");
  const made = spawnSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
      ...["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"],
    ],
    { cwd: folder, encoding: "utf8" },
  );
  expect(made.status, made.stderr).toBe(0);
  const [grpc, web] = [await freePort(), await freePort()];
  const coordinator = new Running(
    folder,
    ...["coordinator", "--listen", `127.0.0.1:${grpc}`, "--web-port", String(web), "--min-clients", "2"],
    ...["--web-tls-cert", "cert.pem", "--web-tls-key", "key.pem", "--token", "open sesame", "--rounds", "3"],
  );
  const node = new Running(
    folder,
    ...["client", "--coordinator", `127.0.0.1:${grpc}`, "--data", "shares/client-000", "--name", "client-000"],
    ...["--token", "open sesame"],
  );
  const browser = await trustingBrowser(join(folder, "cert.pem"), "P,,");
  const page = await browser.newPage();
  try {
    await expect.poll(() => coordinator.output).toContain(`Pages: https://127.0.0.1:${web}/`);
    await page.goto(`https://127.0.0.1:${web}/join`);
    expect(await page.evaluate(() => isSecureContext)).toBe(true);
    await page.getByTestId("folder-input").setInputFiles(join(folder, "shares", "client-001"));
    await page.getByTestId("name").fill("client-001");
    await page.getByTestId("token").fill("open sesame");
    await page.getByTestId("token").press("Enter");
    await expect(page.getByTestId("join")).toBeEnabled();
    await page.getByTestId("join").click();
    await expect(page.getByTestId("state")).toHaveAttribute("data-phase", "finished");
    expect(await coordinator.ended(), coordinator.output).toBe(0);
    expect(await node.ended(), node.output).toBe(0);
  } finally {
    await browser.close();
    await coordinator.kill("SIGKILL");
    await node.kill("SIGKILL");
  }
});
