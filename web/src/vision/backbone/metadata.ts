import { checkedPreprocessing, type Preprocessing } from "../image/preprocessing";

/** The texts of a model file's `__metadata__`; mirrors Java's `vision.backbone.Metadata`. */
export type Metadata = Readonly<Record<string, string>>;

const ARCH = "mobilenet_v2";

/** The width multiplier of a MobileNetV2; refuses every other architecture. */
export function mobileNetV2Width(texts: Metadata): number {
  const arch = required(texts, "arch", ARCH);
  if (arch !== ARCH) {
    throw new Error(`model file: metadata arch is ${arch} (expected: ${ARCH}, the only backbone so far)`);
  }
  const epsilon = texts.bn_eps;
  if (epsilon !== undefined && number("bn_eps", epsilon) !== 1e-5) {
    throw new Error(`model file: metadata bn_eps is ${epsilon} (expected: 1e-5, as in torchvision)`);
  }
  const width = number("width", required(texts, "width", "such as 0.5 or 1.0"));
  if (!(width >= 0.1 && width <= 4)) {
    throw new Error(`model file: metadata width is ${width} (expected: 0.1 to 4)`);
  }
  return width;
}

/** What pictures go through, or undefined where the file does not say. */
export function preprocessingOf(texts: Metadata): Preprocessing | undefined {
  if (texts.image_size === undefined) {
    return undefined;
  }
  const interpolation = texts.interpolation ?? "bilinear";
  if (interpolation !== "bilinear") {
    throw new Error(`model file: metadata interpolation is ${interpolation} (expected: bilinear)`);
  }
  return checkedPreprocessing({
    imageSize: number("image_size", texts.image_size),
    mean: numbers(texts, "mean"),
    std: numbers(texts, "std"),
  });
}

/** Class names, or none where the file has no such key. */
export function labelsOf(texts: Metadata): string[] {
  const json = texts.labels;
  if (json === undefined) {
    return [];
  }
  let labels: unknown;
  try {
    labels = JSON.parse(json);
  } catch {
    labels = undefined;
  }
  if (!Array.isArray(labels) || !labels.every((label) => typeof label === "string")) {
    throw new Error(`model file: metadata labels is ${shortened(json)} (expected: a JSON list of texts)`);
  }
  return labels;
}

function required(texts: Metadata, key: string, expected: string): string {
  const value = texts[key];
  if (value === undefined || value.trim() === "") {
    throw new Error(`model file: metadata has no ${key} (expected: ${expected})`);
  }
  return value;
}

function numbers(texts: Metadata, key: string): number[] {
  return required(texts, key, "three numbers such as 0.5,0.5,0.5")
    .split(",")
    .map((part) => number(key, part));
}

function number(key: string, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isNaN(value)) {
    throw new Error(`model file: metadata ${key} is ${shortened(text)} (expected: a number)`);
  }
  return value;
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}...`;
}
