import { type LastLayer, shares } from "../classify/score";
import { byChannel } from "../join/pictures/channels";
import { type Camera, openCamera } from "../ui/camera";
import { formatPercent } from "../ui/format";
import { h } from "../ui/h";
import parts from "../ui/parts.css?inline";
import theme from "../ui/theme.css?inline";
import { VisionEngine } from "../vision/engine";
import { decodePicture } from "../vision/image/decode";
import { preprocess } from "../vision/image/preprocess";
import type { RgbImage } from "../vision/image/rgbImage";
import { fromBase64, type TakenModel } from "./model";
import own from "./page.css?inline";

/** The page to take home: it classifies with what stands in it, and asks nobody for anything. */
const model = JSON.parse(document.getElementById("model")?.textContent ?? "") as TakenModel;
const layer: LastLayer = {
  parameters: new Float32Array(fromBase64(model.head).buffer),
  labels: [...model.labels],
};
const said = h("p", { role: "status", class: "small muted" }, "Getting ready.");
const fault = h("p", { class: "notice bad", role: "alert" });
const frame = h("div", { class: "frame" });
const bars = h("ul", { class: "bars", "aria-label": "What the model sees", "data-testid": "bars" });
const cameraButton = h("button", { type: "button", onclick: () => void turn() }, "Use the camera");
let camera: Camera | undefined;
let url: string | undefined;

/** Milliseconds between two looks of the camera, at least. */
const LOOK_MS = 200;

async function seeing(): Promise<(image: RgbImage) => Promise<Float32Array>> {
  if (model.backbone === undefined) {
    return async (image) => byChannel(preprocess(image, model.preprocessing));
  }
  const engine = await VisionEngine.open(fromBase64(model.backbone).buffer, { backend: "cpu" });
  return (image) => engine.features(image, model.preprocessing);
}

const eye = seeing();

async function look(image: RgbImage): Promise<void> {
  const began = performance.now();
  const all = shares(await (await eye)(image), layer);
  const top = all.indexOf(Math.max(...all));
  bars.dataset.label = model.labels[top];
  bars.replaceChildren(
    ...model.labels.map((label, c) => {
      const bar = h("span", {});
      bar.style.setProperty("--share", all[c].toFixed(4));
      return h(
        "li",
        { "data-label": label, "data-share": all[c].toFixed(6), class: c === top ? "likeliest" : "" },
        h("span", { class: "label" }, label),
        h("span", { class: "number" }, formatPercent(all[c])),
        h("span", { class: "bar", "aria-hidden": "true" }, bar),
      );
    }),
  );
  const words = `It looks like ${model.labels[top]}. Computed here in ${Math.round(performance.now() - began)} ms.`;
  if (camera === undefined || !said.textContent?.startsWith(`It looks like ${model.labels[top]}.`)) {
    said.textContent = words;
  }
}

async function choose(file: File): Promise<void> {
  stop();
  fault.textContent = "";
  if (url !== undefined) {
    URL.revokeObjectURL(url);
  }
  url = URL.createObjectURL(file);
  frame.replaceChildren(h("img", { src: url, alt: file.name }));
  said.textContent = "Looking.";
  await look(await decodePicture(file));
}

function stop(): void {
  camera?.close();
  camera = undefined;
  frame.replaceChildren();
  cameraButton.textContent = "Use the camera";
}

async function turn(): Promise<void> {
  if (camera !== undefined) {
    stop();
    return;
  }
  fault.textContent = "";
  const mine = await openCamera(stop).catch(complain);
  if (mine === undefined) {
    return;
  }
  camera = mine;
  cameraButton.textContent = "Turn off the camera";
  frame.replaceChildren(mine.video);
  while (camera === mine) {
    const context = mine.video.readyState >= 2 ? mine.square(320).getContext("2d") : null;
    if (context && document.visibilityState === "visible") {
      await look(context.getImageData(0, 0, 320, 320)).catch(complain);
    }
    await new Promise((next) => setTimeout(next, LOOK_MS));
  }
}

function complain(e: unknown): undefined {
  fault.textContent = e instanceof Error ? e.message : String(e);
  said.textContent = "";
}

const input = h("input", {
  type: "file",
  accept: "image/*",
  class: "visually-hidden",
  "aria-label": "Choose a picture",
  onchange: () => {
    const [file] = input.files ?? [];
    input.value = "";
    if (file) {
      choose(file).catch(complain);
    }
  },
}) as HTMLInputElement;

document.head.append(h("style", {}, theme, parts, own));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer?.files ?? [];
  if (file) {
    choose(file).catch(complain);
  }
});
document.body.replaceChildren(
  h(
    "main",
    { class: "stack" },
    h("h1", {}, `${model.room}: ${model.labels.join(", ")}`),
    h(
      "p",
      { class: "lead" },
      "This page has the class's model in it. Pictures are looked at here, in this page; it can send nothing anywhere.",
    ),
    h("div", { class: "row" }, h("label", { class: "button primary" }, "Choose a picture", input), cameraButton),
    h("div", { class: "try" }, frame, h("div", { class: "stack tight" }, bars, said, fault)),
  ),
);
eye.then(() => {
  said.textContent = "Ready. Choose a picture, or drop one.";
}, complain);
