import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { CERTUTIL, CLASSES, Classroom, comeIn } from "./support/classroom";

const PUPILS = 20;
const PIXELS = ["--backbone", "pixels", "--image-size", "8", "--local-epochs", "1"];

test.skip(!CERTUTIL, "NO CERTUTIL (Debian's libnss3-tools): no browser can trust a room, its pages were not checked");
test.describe.configure({ mode: "serial" });

let room: Classroom;

test.beforeAll(async () => {
  room = await Classroom.open(...PIXELS);
});
test.afterAll(async () => {
  await room?.close();
});

async function axe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}

test("a device that does not trust the room is told so, and what to do", async ({ page }) => {
  await page.goto(`http://127.0.0.1:${room.installing}/`);
  await expect(page.locator("#room")).toHaveText("B12");
  await expect(page.locator("#state")).toContainText("does not trust the room yet");
  await expect(page.getByRole("link", { name: "Download the certificate" })).toBeVisible();
  await axe(page);
  const failed = await page.goto(room.address("join")).catch((e: Error) => e.message);
  expect(failed).toContain("ERR_CERT_AUTHORITY_INVALID");

  const trusting = await room.visitor(`http://127.0.0.1:${room.installing}/`);
  await expect(trusting.locator("#state")).toContainText("This device trusts the room");
  await expect(trusting.getByRole("link", { name: "Download the certificate" })).toBeHidden();
  await trusting.context().close();
});

test("a class of 20 joins by the code, trains, reloads, sleeps and leaves, and the teacher sees it", async () => {
  const teacher = await room.visitor(room.address("classroom"), { width: 1280, height: 800 });
  expect(await teacher.evaluate(() => isSecureContext)).toBe(true);
  expect(teacher.url()).not.toContain("#"); // it is on the beamer
  await teacher.getByTestId("class-names").fill(CLASSES.join("\n"));
  await teacher.getByTestId("set-classes").click();
  await expect(teacher.getByTestId("lesson")).toContainText("Gathering pictures of boat, car, fish, tree");
  await teacher.getByTestId("start").click();
  await expect(teacher.getByRole("alert")).toContainText("Pupils: 0 taking part");

  const address = (await teacher.locator(".address").nth(1).getAttribute("data-address")) as string;
  expect(address).toBe(room.address("join"));
  const shares = room.shares(PUPILS, 12);
  const pupils: Page[] = [];
  for (let from = 0; from < PUPILS; from += 4) {
    pupils.push(
      ...(await Promise.all(
        shares.slice(from, from + 4).map(async (share, at) => {
          const page = await room.visitor(address);
          await comeIn(page, `pupil-${from + at}`, share);
          return page;
        }),
      )),
    );
  }
  await expect(teacher.getByTestId("lesson")).toContainText("20 are in");
  await expect(pupils[0].getByTestId("state")).toContainText("Your teacher starts the training");
  await expect(pupils[0].getByTestId("token")).toBeHidden();
  await expect(pupils[0].getByTestId("bytes-up")).toBeHidden();
  const again = await pupils[0].context().newPage(); // two tabs of one pupil
  await again.goto(address);
  await expect(again.getByTestId("state")).toContainText("Another tab of this browser takes part already.");
  await again.close();

  await teacher.getByTestId("rounds").fill("10");
  await teacher.getByTestId("start").click();
  await expect(teacher.getByTestId("said")).toContainText("is done");
  await expect(teacher.getByTestId("lesson")).toContainText("After 10 rounds");
  await expect(pupils[7].getByTestId("class-model")).toContainText("round 10 of 10");
  await axe(teacher);
  await axe(pupils[0]);
  await expect(teacher.locator(".past a").filter({ hasText: "Report" })).toHaveCount(1);
  const written = readFileSync(join(room.runs()[0], "report.html"), "utf8");
  const command = /<code id="command">(.*?)<\/code>/s.exec(written)?.[1].replace(/<[^>]*>/g, "");
  expect(command).toContain(
    "headwater classroom --classes=boat,car,fish,tree --backbone=pixels --image-size=8 --rounds=10 --local-epochs=1",
  );
  expect(written).toContain("opens a classroom");
  const report = teacher.waitForResponse((response) => response.url().endsWith("/report.html"));
  await teacher
    .locator(".past a")
    .filter({ hasText: "Report" })
    .click({ modifiers: ["ControlOrMeta"] });
  void report.catch(() => undefined);

  // A long one, in which people come and go.
  await teacher.getByTestId("rounds").fill("1000");
  await teacher.getByTestId("start").click();
  await expect(teacher.getByTestId("lesson")).toContainText(/round \d+ of 1000.*20 are in/);
  const state = (name: string) =>
    teacher.getByRole("row").filter({ has: teacher.getByRole("rowheader", { name, exact: true }) });
  await pupils[1].reload();
  await expect(pupils[1].getByTestId("state")).toContainText("what this device learned is in");
  await pupils[2].context().setOffline(true); // a phone that sleeps
  await expect(state("pupil-2")).toContainText("gone");
  await pupils[2].context().setOffline(false);
  await expect(pupils[2].getByTestId("state")).toContainText("what this device learned is in");
  await pupils[3].getByTestId("leave").click();
  await expect(teacher.getByTestId("lesson")).toContainText("19 are in");
  await teacher.getByTestId("stop").click();
  await expect(teacher.getByTestId("said")).toContainText("was stopped");
});

test("a pupil's token neither steers the room nor reads its runs", async () => {
  const pupil = await room.visitor(room.address("join"));
  await expect(pupil.getByTestId("class-files").first()).toBeAttached();
  const token = new URL(room.address("join")).hash.slice(1);
  const answers = await pupil.evaluate(async (token) => {
    const authorization = `Bearer ${token}`;
    const ask = (path: string, body?: unknown) =>
      fetch(path, {
        headers: { authorization, "content-type": "application/json" },
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      }).then(({ status }) => status);
    return [
      await ask("/api/room/start", { rounds: 1 }),
      await ask("/api/room/stop", {}),
      await ask("/api/room/classes", { classes: ["a", "b"] }),
      await ask("/api/room/state.json"),
      await ask("/api/runs.json"),
      (await fetch("/api/runs.json")).status, // with the cookie
      await ask("/api/run.json"),
    ];
  }, token);
  expect(answers).toEqual([403, 403, 403, 403, 403, 403, 200]);
});
