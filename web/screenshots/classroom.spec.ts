import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { CLASSES, Classroom, comeIn } from "../e2e/support/classroom";
import { ROOT, scratch } from "../e2e/support/processes";
import { unpack } from "../e2e/support/unpacked";

const IMAGES = join(ROOT, "docs", "images");
const NAMES = ["Ada", "Ben", "Chidi", "Dora", "Emre", "Fay", "Gus", "Hana"];
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

async function pictures(page: Page, name: string): Promise<void> {
  for (const [suffix, size, scheme] of [
    ["", DESKTOP, "light"],
    ["-dark", DESKTOP, "dark"],
    ["-phone", PHONE, "light"],
  ] as const) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.evaluate((phone) => {
      window.scrollTo(0, 0);
      // On a phone what the model sees stands below the training.
      if (phone) document.querySelector(".bars[data-round]:not([hidden])")?.scrollIntoView({ block: "center" });
    }, size === PHONE);
    await page.screenshot({ path: join(IMAGES, `classroom-${name}${suffix}.png`), animations: "disabled" });
  }
}

/** A drawing that is held before a camera and moves a little. */
async function filmed(browser: Browser, drawing: string): Promise<string> {
  const page = await browser.newPage();
  const source = `data:image/${drawing.endsWith("png") ? "png" : "jpeg"};base64,${readFileSync(drawing).toString("base64")}`;
  const frames = await page.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    return Array.from({ length: 24 }, (_, i) => {
      const turn = (2 * Math.PI * i) / 24;
      context.fillStyle = "#b9c4c0";
      context.fillRect(0, 0, 640, 480);
      context.setTransform(1, 0.06 * Math.sin(turn), -0.06 * Math.sin(turn), 1, 320, 240);
      context.drawImage(image, -190 + 12 * Math.cos(turn), -190 + 8 * Math.sin(turn), 380, 380);
      context.resetTransform();
      return canvas.toDataURL("image/jpeg", 0.9).slice("data:image/jpeg;base64,".length);
    });
  }, source);
  await page.close();
  const file = join(scratch(), "camera.mjpeg");
  writeFileSync(file, Buffer.concat(frames.map((frame) => Buffer.from(frame, "base64"))));
  return file;
}

/** The pictures of docs/classroom.md, of a real lesson; `npm run screenshots` takes them again. */
test("classroom", async ({ browser }) => {
  const room = await Classroom.open("--local-epochs", "1");
  try {
    const shares = room.shares(NAMES.length, 60);
    const label = readdirSync(shares[0])[0];
    const drawing = join(shares[0], label, readdirSync(join(shares[0], label))[0]);
    room.film = await filmed(browser, drawing);
    const install = await browser.newPage(); // of somebody who does not trust the room yet
    await install.goto(`http://127.0.0.1:${room.installing}/`);
    await expect(install.locator("#state")).toContainText("does not trust");
    const teacher = await room.visitor(room.address("classroom"), DESKTOP);
    await teacher.getByTestId("class-names").fill(CLASSES.join("\n"));
    await teacher.getByTestId("set-classes").click();
    await expect(teacher.getByTestId("lesson")).toContainText("Gathering pictures");
    await pictures(install, "install");
    const pupils: Page[] = [];
    for (const [at, name] of NAMES.entries()) {
      const page = await room.visitor(room.address("join"), PHONE);
      pupils.push(page);
      if (at === 0) {
        await page.getByTestId("folder-input").setInputFiles(shares[at]);
        await page.getByTestId("name").fill(name);
        await expect(page.getByTestId("join")).toBeEnabled();
        await page.getByTestId("camera-on").click();
        await expect(page.getByTestId("live-said")).toHaveText("The camera is on.");
        const hold = page.locator(`[data-class=${label}]`).getByTestId("class-hold");
        await hold.dispatchEvent("click"); // as screen readers press: it stays on
        await expect(page.locator(`[data-class=${label}] .tag`).first()).toHaveText(/^1\d pictures/);
        await pictures(page, "pictures");
        await hold.dispatchEvent("click");
        await page.getByTestId("undo").click();
        await page.setViewportSize(PHONE);
        await page.getByTestId("join").click();
      } else {
        await comeIn(page, name, shares[at]);
      }
    }
    await expect(teacher.getByTestId("lesson")).toContainText("8 are in");
    await teacher.getByTestId("rounds").fill("30");
    await teacher.getByTestId("start").click();
    await expect(teacher.getByTestId("said")).toContainText("is done");
    await expect(pupils[0].getByTestId("class-model")).toContainText("round 30 of 30");
    await pictures(teacher, "teacher");
    await expect(pupils[0].locator(".bars[data-round='30'] li")).toHaveCount(4);
    await pictures(pupils[0], "pupil");
    const download = teacher.waitForEvent("download");
    await teacher.getByTestId("take-home").click();
    const folder = scratch();
    await (await download).saveAs(join(folder, "model.zip"));
    const index = unpack(join(folder, "model.zip"), folder).find((file) => file.endsWith("index.html"));
    const home = await (await room.trusting()).newPage();
    await home.goto(`file://${index}`);
    await expect(home.getByRole("status")).toContainText("Ready");
    await home.getByLabel("Choose a picture").setInputFiles(drawing);
    await expect(home.getByTestId("bars").locator("li")).toHaveCount(4);
    await pictures(home, "home");
  } finally {
    await room.close();
  }
});
