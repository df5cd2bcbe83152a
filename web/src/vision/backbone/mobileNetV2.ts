import type { Tensor } from "./safetensors";

/** A convolution without bias and the batch normalisation after it, under torchvision's tensor names. */
export interface Layer {
  /** Prefix of the kernel's name; `.weight` is `[out, in / groups, kernel, kernel]`. */
  convolution: string;
  /** Prefix of the four normalisation tensors, each `[out]`. */
  norm: string;
  in: number;
  out: number;
  kernel: number;
  stride: number;
  depthwise: boolean;
  relu6: boolean;
}

/** Layers in a row; `residual`: the block's input is added to its output. */
export interface Block {
  layers: Layer[];
  residual: boolean;
}

/** Expansion, output channels at width 1, repeats, stride of the first repeat (Sandler et al., 2018, table 2). */
const TABLE = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/**
 * The network of a width multiplier: a 3x3 stem, inverted residual blocks, a last 1x1 convolution. Channels scale with the width and
 * round to multiples of 8, never losing more than 10 %; the last layer never has fewer than 1280. Mirrors Java's `MobileNetV2`.
 */
export function mobileNetV2(width: number): Block[] {
  const blocks: Block[] = [];
  let channels = multipleOf8(32 * width);
  blocks.push(single("features.0", 3, channels, 3, 2));
  for (const [t, c, n, s] of TABLE) {
    const out = multipleOf8(c * width);
    for (let i = 0; i < n; i++) {
      blocks.push(inverted(`features.${blocks.length}.conv.`, channels, out, t, i === 0 ? s : 1));
      channels = out;
    }
  }
  blocks.push(single(`features.${blocks.length}`, channels, multipleOf8(1280 * Math.max(1, width)), 1, 1));
  return blocks;
}

/** Length of the feature vector. */
export function featureLength(blocks: Block[]): number {
  return blocks[blocks.length - 1].layers[0].out;
}

/** Holds tensors against what the network needs; throws a sentence that counts the faults and names the first few. */
export function checkTensors(blocks: Block[], width: number, found: Map<string, Tensor>): void {
  const expected = new Map<string, number[]>();
  for (const layer of blocks.flatMap((block) => block.layers)) {
    expected.set(`${layer.convolution}.weight`, kernelShape(layer));
    for (const kind of ["weight", "bias", "running_mean", "running_var"]) {
      expected.set(`${layer.norm}.${kind}`, [layer.out]);
    }
  }
  const missing = [...expected.keys()].filter((name) => !found.has(name));
  const unknown = [...found.keys()].filter((name) => name.startsWith("features.") && !expected.has(name));
  const misshapen: string[] = [];
  for (const [name, shape] of expected) {
    const actual = found.get(name)?.shape;
    if (actual !== undefined && String(actual) !== String(shape)) {
      misshapen.push(`${name} is [${actual}], not [${shape}]`);
    }
  }
  const faults = [
    described("missing", missing),
    described("unknown", unknown),
    described("of another shape", misshapen),
  ];
  const text = faults.filter((fault) => fault !== "").join("; ");
  if (text !== "") {
    throw new Error(
      `model file: ${text} (expected: the ${expected.size} tensors of torchvision's mobilenet_v2 at width ${width})`,
    );
  }
}

/** `[out, in / groups, kernel, kernel]`. */
export function kernelShape(layer: Layer): number[] {
  return [layer.out, layer.depthwise ? 1 : layer.in, layer.kernel, layer.kernel];
}

function described(what: string, which: string[]): string {
  const first = which.slice(0, 3).join(", ");
  return which.length === 0 ? "" : `${which.length} tensors ${what}: ${first}${which.length > 3 ? ", ..." : ""}`;
}

function single(name: string, input: number, out: number, kernel: number, stride: number): Block {
  const layer = { convolution: `${name}.0`, norm: `${name}.1`, in: input, out, kernel, stride };
  return { layers: [{ ...layer, depthwise: false, relu6: true }], residual: false };
}

/** Expand by 1x1 (unless t is 1), filter each channel by 3x3, project by 1x1 without clipping. */
function inverted(conv: string, input: number, out: number, t: number, stride: number): Block {
  const hidden = input * t;
  const layers: Layer[] = [];
  const named = (i: number) => ({ convolution: `${conv}${i}.0`, norm: `${conv}${i}.1` });
  if (t !== 1) {
    layers.push({ ...named(0), in: input, out: hidden, kernel: 1, stride: 1, depthwise: false, relu6: true });
  }
  const i = layers.length;
  layers.push({ ...named(i), in: hidden, out: hidden, kernel: 3, stride, depthwise: true, relu6: true });
  const last = { convolution: `${conv}${i + 1}`, norm: `${conv}${i + 2}` };
  layers.push({ ...last, in: hidden, out, kernel: 1, stride: 1, depthwise: false, relu6: false });
  return { layers, residual: stride === 1 && input === out };
}

function multipleOf8(channels: number): number {
  const rounded = Math.max(8, Math.trunc(Math.trunc(channels + 4) / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}
