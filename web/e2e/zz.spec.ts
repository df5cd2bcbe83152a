import { test } from "@playwright/test";
import { CLASSES, Classroom } from "./support/classroom";

test("look", async () => {
  const room = await Classroom.open("--classes", CLASSES.join(","), "--local-epochs", "1");
  const page = await room.visitor(room.address("join"));
  page.on("console", (m) => console.log("CON", m.text()));
  page.on("pageerror", (m) => console.log("ERR", m.message));
  await page.getByTestId("camera-on").click();
  await page.waitForTimeout(2000);
  const b = page.getByTestId("class-hold").first();
  await b.hover();
  await page.mouse.down();
  await page.waitForTimeout(3000);
  await page.screenshot({ path: "/tmp/hw/room-hold.png" });
  await page.mouse.up();
  console.log(await page.getByTestId("live-said").textContent(), await page.getByTestId("live-trouble").textContent());
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: "/tmp/hw/room-desk.png" });
  await room.close();
});
