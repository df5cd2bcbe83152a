import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, expect, type Page, type PlaywrightWorkerArgs, test } from "@playwright/test";
import { pictures } from "./support/processes";
import { Stage } from "./support/stage";

const TOKEN = "a-token";
/** Nobody else comes: the run never begins, and everything before it can be done wrong. */
const WAITING = ["--token", TOKEN, "--min-clients", "9", "--labels", "boat,cup,fish,star"];

/** Files that are no pictures for this page, and what is said of each. */
const STRANGE: [name: string, bytes: Buffer, said: RegExp][] = [
  ["notes.jpg", Buffer.from("milk, bread\n"), /notes\.jpg: a text file \(expected: .*choose a photograph/],
  ["IMG_1.heic", box("ftypheic"), /IMG_1\.heic: a HEIC picture.*share it as JPEG/],
  ["map.png", hugePng(20_000), /map\.png: 20000 x 20000 pixels \(expected: .*scale it down/],
];

let stage: Stage;

test.describe.configure({ mode: "serial", timeout: 60_000 });

test.beforeAll(async () => {
  stage = await Stage.open();
  await stage.coordinate("--out", stage.out, ...WAITING);
});

test.afterAll(async () => {
  await stage?.close();
});

/** Pictures of the demo. */
function some(count: number): string[] {
  return pictures(stage.share("client-000"))
    .map(({ file }) => file)
    .slice(0, count);
}

function classCard(page: Page, name: string) {
  return page.locator(`[data-testid=class][data-class="${name}"]`);
}

async function addClass(page: Page, name: string, files: Parameters<ReturnType<Page["locator"]>["setInputFiles"]>[0]) {
  await page.getByTestId("class-name").fill(name);
  await page.getByTestId("add-class").click();
  await classCard(page, name).getByTestId("class-files").setInputFiles(files);
}

async function showToken(page: Page, token = TOKEN): Promise<void> {
  await page.getByTestId("token").fill(token);
  await page.getByTestId("token").blur();
}

/** A browser that is started differently. */
function open(playwright: PlaywrightWorkerArgs["playwright"], ...args: string[]): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return playwright.chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-quic", ...args] });
}

function box(kind: string): Buffer {
  return Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(kind), Buffer.alloc(64)]);
}

/** Pictures that weigh something: BMPs of one grey, 768 kB each. */
function heavy(count: number): { name: string; mimeType: string; buffer: Buffer }[] {
  return Array.from({ length: count }, (_, at) => {
    const side = 512;
    const buffer = Buffer.alloc(54 + 3 * side * side, at);
    buffer.fill(0, 0, 54).write("BM");
    buffer.writeUInt32LE(buffer.length, 2);
    buffer.writeUInt32LE(54, 10);
    buffer.writeUInt32LE(40, 14);
    buffer.writeUInt32LE(side, 18);
    buffer.writeUInt32LE(side, 22);
    buffer.set([1, 0, 24, 0], 26);
    return { name: `heavy-${at}.bmp`, mimeType: "image/bmp", buffer };
  });
}

/** A PNG whose header promises so many pixels a side. */
function hugePng(side: number): Buffer {
  const file = Buffer.alloc(57);
  file.write("\x89PNG\r\n\x1a\n", 0, "latin1");
  file.writeUInt32BE(13, 8);
  file.write("IHDR", 12);
  file.writeUInt32BE(side, 16);
  file.writeUInt32BE(side, 20);
  file.set([8, 2], 24);
  file.write("IEND", 37);
  return file;
}

test("a wrong token is told, nothing is lost, and the right one opens the run", async ({ page }) => {
  await page.goto(stage.url("/join"));
  await expect(page.getByText("This coordinator shows its run only to who has its token.").first()).toBeVisible();
  await addClass(page, "boat", some(6));
  await expect(classCard(page, "boat")).toContainText("6 pictures");
  await expect(page.getByTestId("join-reason")).toContainText("asks for a token");
  await showToken(page, "guess");
  await expect(page.getByTestId("join-reason")).toContainText("token: wrong (expected: the coordinator's token");
  await expect(page.getByTestId("join")).toBeDisabled();

  await showToken(page);
  await expect(page.getByRole("heading", { name: /^Run / })).toBeVisible();
  await expect(page.getByTestId("join")).toBeEnabled();
  await expect(classCard(page, "boat")).toContainText("6 pictures");
  await page.reload(); // and the token is kept
  await expect(page.getByTestId("join")).toBeEnabled();
  await expect(page.getByTestId("token")).toHaveValue(TOKEN);
});

test("the page that classifies asks for the token, and names what is no picture", async ({ page }) => {
  await page.goto(stage.url("/"));
  const form = page.getByTestId("token-form");
  await page.getByTestId("file-input").setInputFiles(some(1)); // before there is a model
  await form.getByLabel("Token").fill("guess");
  await form.getByRole("button", { name: "Continue" }).click();
  await expect(form.getByRole("alert")).toContainText("token: wrong");
  await form.getByLabel("Token").fill(TOKEN);
  await form.getByRole("button", { name: "Continue" }).click();
  await expect(form).toBeHidden();
  await expect(page.getByTestId("result")).toContainText("Looked at. The answer comes with the first round.");

  await page
    .getByTestId("file-input")
    .setInputFiles(STRANGE.map(([name, buffer]) => ({ name, mimeType: "image/jpeg", buffer })));
  for (const [name, , said] of STRANGE) {
    const card = page.locator(`[data-testid=result][data-name="${name}"]`);
    await expect(card.getByTestId("result-error")).toHaveText(said);
  }
});

test("files that are no pictures are named, and the others are taken", async ({ page }) => {
  await page.goto(stage.url("/join"));
  const [first, second] = some(2).map((path) => ({
    name: path.slice(path.lastIndexOf("/") + 1),
    mimeType: "image/png",
    buffer: readFileSync(path),
  }));
  if (!first || !second) throw new Error("the demo has no pictures");
  const strange = STRANGE.map(([name, buffer]) => ({ name, mimeType: "image/jpeg", buffer }));
  await addClass(page, "boat", [first, ...strange, second]);
  await expect(classCard(page, "boat")).toContainText("2 pictures");
  for (const [, , said] of STRANGE) {
    await expect(page.getByText(said)).toBeVisible();
  }
  await page.reload();
  await expect(classCard(page, "boat")).toContainText("2 pictures");
});

test("one class, few pictures and names that the run does not know: each has its words and its way out", async ({
  page,
}) => {
  await page.goto(stage.url("/join"));
  await showToken(page);
  await expect(page.getByTestId("join-reason")).toContainText("Make a class and add pictures first.");
  const few = some(8);
  await addClass(page, "Boat", few.slice(0, 3));
  await expect(page.getByText("Only one class:")).toBeVisible();
  await expect(page.getByText("Fewer than 5 pictures of Boat")).toBeVisible();
  await expect(page.getByTestId("join-reason")).toContainText("The run does not know Boat.");
  await expect(page.getByTestId("join")).toBeDisabled();
  await classCard(page, "Boat").getByRole("button", { name: "Rename to boat" }).click();
  await expect(page.getByTestId("join")).toBeEnabled();
  await expect(classCard(page, "boat")).toContainText("3 pictures");

  await addClass(page, "zebra", few.slice(3));
  await expect(classCard(page, "zebra")).toContainText("the run does not know it");
  await expect(page.getByTestId("join-reason")).toContainText("The run does not know zebra.");
  await expect(page.getByTestId("join")).toBeDisabled();
  await expect(page.getByText("Only one class:")).toBeHidden();
  await classCard(page, "zebra").getByRole("button", { name: "Rename to star" }).click();
  await expect(page.getByTestId("join")).toBeEnabled();
});

test("a camera that may not be used has its sentence on both pages, and works once it is allowed", async ({
  playwright,
}) => {
  const browser = await open(playwright, "--use-fake-device-for-media-stream");
  try {
    const page = await stage.visit(browser);
    const said = /The camera may not be used \(expected: your permission; .*or choose a file\)\./;
    await addClass(page, "boat", some(1));
    await classCard(page, "boat").getByTestId("class-camera").click();
    await expect(page.getByText(said)).toBeVisible();
    await expect(classCard(page, "boat")).toContainText("1 picture");
    const other = await page.context().newPage();
    await other.goto(stage.url("/"));
    await other.getByRole("button", { name: "Use the camera" }).click();
    await expect(other.getByText(said)).toBeVisible();

    await page.context().grantPermissions(["camera"]);
    await page.bringToFront();
    await classCard(page, "boat").getByTestId("class-camera").click();
    const dialog = page.getByRole("dialog", { name: "Camera" });
    await expect.poll(() => dialog.locator("video").evaluate((v: HTMLVideoElement) => v.videoWidth)).toBeGreaterThan(0);
    await dialog.getByRole("button", { name: "Take picture" }).click();
    await expect(dialog.getByRole("status")).toHaveText("1 picture taken");
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(classCard(page, "boat")).toContainText("2 pictures");
  } finally {
    await browser.close();
  }
});

test("without WebGL it is WebAssembly that computes, and both pages say so", async ({ playwright }) => {
  const browser = await open(playwright, "--disable-gpu", "--disable-3d-apis");
  try {
    const page = await stage.visit(browser);
    await showToken(page);
    await addClass(page, "boat", some(2));
    await page.getByTestId("join").click();
    const log = page.getByRole("log", { includeHidden: true });
    await expect(log).toContainText("Computing with wasm (WebGL 2: not available");
    await expect(page.getByTestId("state")).toContainText(/waiting|You take part/i);
    await page.getByTestId("leave").click();

    await page.goto(stage.url("/"));
    await expect(page.getByTestId("backend")).toHaveAttribute("data-backend", "wasm");
    await page.getByTestId("backend-reason").locator("summary").click();
    await expect(page.getByTestId("backend-reason")).toContainText("WebGL 2: not available");
  } finally {
    await browser.close();
  }
});

test("a storage that is full is told, what was kept stays, and with room it goes on", async ({ page }) => {
  const devtools = await page.context().newCDPSession(page);
  const origin = new URL(stage.url("/")).origin;
  // Before anything is stored: the browser remembers for a while how much room there was.
  await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 400_000 });
  await page.goto(stage.url("/join"));
  await addClass(page, "boat", some(1));
  await expect(classCard(page, "boat")).toContainText("1 picture");
  await classCard(page, "boat").getByTestId("class-files").setInputFiles(heavy(2));
  await expect(
    page.getByText(/not kept, this browser's storage is full \(expected: room; .*What was here before is still here/),
  ).toBeVisible();
  await expect(page.getByText(/1 more file was not tried/)).toBeVisible();
  await expect(classCard(page, "boat")).toContainText("1 picture");

  await page.goto(stage.url("/"));
  await page.getByTestId("token-form").getByLabel("Token").fill(TOKEN);
  await page.getByTestId("token-form").getByRole("button").click();
  await expect(page.getByText(/The storage of this device is full: the model works now/)).toBeVisible();

  await devtools.send("Storage.overrideQuotaForOrigin", { origin });
  await page.goto(stage.url("/join"));
  await expect(classCard(page, "boat")).toContainText("1 picture");
  await classCard(page, "boat").getByTestId("class-files").setInputFiles(heavy(2));
  await expect(classCard(page, "boat")).toContainText("3 pictures");
});

test("a coordinator that goes while pictures are chosen costs nothing, and is found again by itself", async ({
  page,
}) => {
  await page.goto(stage.url("/join"));
  await showToken(page);
  await expect(page.getByRole("heading", { name: /^Run / })).toBeVisible();
  await addClass(page, "boat", some(2));
  await expect(page.getByTestId("join")).toBeEnabled();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });

  await stage.coordinator?.kill("SIGKILL");
  await classCard(page, "boat").getByTestId("class-files").setInputFiles(some(6));
  await expect(classCard(page, "boat")).toContainText("6 pictures");
  await page.evaluate(() => dispatchEvent(new Event("online"))); // it would look by itself, later
  await expect(page.getByText("The coordinator does not answer.").first()).toBeVisible();
  await page.reload(); // the service worker has the page
  await expect(classCard(page, "boat")).toContainText("6 pictures");

  await stage.coordinate("--out", join(stage.folder, "again"), ...WAITING);
  await expect(page.getByText("The coordinator does not answer.").first()).toBeHidden();
  await expect(page.getByTestId("join")).toBeEnabled();
});
