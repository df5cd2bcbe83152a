import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { parseRun } from "../../src/model/runInfo";
import { archive, nameOf } from "../../src/takeaway/archive";
import { fromBase64, type TakenModel } from "../../src/takeaway/model";
import { runJson } from "../model/served";

const parameters = Float32Array.of(1.5, -2.25, 0, 3, 4, 5);
const head = {
  round: 7,
  digest: "d",
  labels: ["cat</script>", "d&g"],
  parameters,
  bytes: new Uint8Array([1, 2, 3]).buffer,
  keptAt: undefined,
};
const run = { ...parseRun(runJson()), classroom: "B12 / upstairs" };

function unpacked(backbone: ArrayBuffer | undefined) {
  const files = unzipSync(archive({ run, head, backbone, score: "95 % are right.", code: 'const a = "</script>";' }));
  const text = (name: string) => strFromU8(files[`B12-upstairs-round-7/${name}`]);
  const page = text("index.html");
  const json = /<script type="application\/json" id="model">(.*)<\/script>/.exec(page)?.[1];
  return { files, page, text, model: JSON.parse(json ?? "") as TakenModel };
}

test("the archive has the page, the head's file, words and the licence, in a folder of its own", () => {
  const { files, text } = unpacked(undefined);
  expect(
    Object.keys(files)
      .filter((name) => !name.endsWith("/"))
      .sort(),
  ).toEqual(
    ["LICENSE.txt", "README.txt", "head.safetensors", "index.html"].map((name) => `B12-upstairs-round-7/${name}`),
  );
  expect(files["B12-upstairs-round-7/head.safetensors"]).toEqual(new Uint8Array([1, 2, 3]));
  expect(text("LICENSE.txt")).toContain("Apache License");
  expect(text("README.txt")).toContain("95 % are right.");
  expect(text("README.txt")).toContain("double click");
});

test("the page has the model to the bit, whatever the classes are called, and may neither load nor send", () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) % 256);
  const { page, model } = unpacked(bytes.buffer);
  expect(model.labels).toEqual(head.labels);
  expect(new Float32Array(fromBase64(model.head).buffer)).toEqual(parameters);
  expect(fromBase64(model.backbone ?? "")).toEqual(bytes);
  expect(page.match(/<\/script>/g)).toHaveLength(2);
  expect(page).toContain("default-src 'none'");
  expect(page).toContain("<title>B12 / upstairs: cat&lt;/script>, d&amp;g</title>");
});

test("a room without letters or digits has a name for its folder all the same", () => {
  expect(nameOf({ run: { ...run, classroom: "***" }, head })).toBe("model-round-7");
});
