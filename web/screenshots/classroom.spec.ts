import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { CLASSES, Classroom, comeIn } from "../e2e/support/classroom";
import { ROOT } from "../e2e/support/processes";

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
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.screenshot({ path: join(IMAGES, `classroom-${name}${suffix}.png`), animations: "disabled" });
  }
}

/** The pictures of docs/classroom.md, of a real lesson; `npm run screenshots` takes them again. */
test("classroom", async ({ browser }) => {
  const room = await Classroom.open("--local-epochs", "1");
  try {
    const install = await browser.newPage(); // of somebody who does not trust the room yet
    await install.goto(`http://127.0.0.1:${room.installing}/`);
    await expect(install.locator("#state")).toContainText("does not trust");
    const teacher = await room.visitor(room.address("classroom"), DESKTOP);
    await teacher.getByTestId("class-names").fill(CLASSES.join("\n"));
    await teacher.getByTestId("set-classes").click();
    await expect(teacher.getByTestId("lesson")).toContainText("Gathering pictures");
    await pictures(install, "install");
    const shares = room.shares(NAMES.length, 60);
    const pupils: Page[] = [];
    for (const [at, name] of NAMES.entries()) {
      const page = await room.visitor(room.address("join"), PHONE);
      pupils.push(page);
      if (at === 0) {
        await page.getByTestId("folder-input").setInputFiles(shares[at]);
        await page.getByTestId("name").fill(name);
        await expect(page.getByTestId("join")).toBeEnabled();
        await pictures(page, "pictures");
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
    await pictures(pupils[0], "pupil");
  } finally {
    await room.close();
  }
});
