import { kernelShape, type Layer } from "./mobileNetV2";
import type { Tensor } from "./safetensors";

/** A layer as TensorFlow.js takes it, its batch normalisation folded in. */
export interface FoldedLayer {
  layer: Layer;
  /** `[kernel, kernel, in, out]`, or `[kernel, kernel, channels, 1]` of a depthwise convolution. */
  shape: [number, number, number, number];
  kernel: Float32Array;
  /** `[out]`. */
  bias: Float32Array;
}

const BN_EPSILON = 1e-5;

/**
 * With `k = gamma / sqrt(var + eps)` per output channel, the kernel becomes `k * W` and the bias `beta - k * mean`: computed in double
 * and rounded once, as Java's `FoldedLayer` does; then the kernel's axes are put in TensorFlow.js' order.
 *
 * @param tensors all tensors of the network, already checked
 */
export function fold(layer: Layer, tensors: Map<string, Tensor>): FoldedLayer {
  const values = (name: string) => tensors.get(name)!.data;
  const weight = values(`${layer.convolution}.weight`);
  const gamma = values(`${layer.norm}.weight`);
  const beta = values(`${layer.norm}.bias`);
  const mean = values(`${layer.norm}.running_mean`);
  const variance = values(`${layer.norm}.running_var`);
  const [out, inputs, side] = kernelShape(layer);
  const area = side * side;
  const kernel = new Float32Array(weight.length);
  const bias = new Float32Array(out);
  let at = 0;
  for (let o = 0; o < out; o++) {
    const k = gamma[o] / Math.sqrt(variance[o] + BN_EPSILON);
    bias[o] = beta[o] - k * mean[o];
    for (let i = 0; i < inputs; i++) {
      for (let place = 0; place < area; place++) {
        // One input a group: the channel's own place is its output's. Both orders are [place][input][output].
        kernel[(place * inputs + i) * out + o] = k * weight[at++];
      }
    }
  }
  const shape: FoldedLayer["shape"] = layer.depthwise ? [side, side, out, 1] : [side, side, inputs, out];
  return { layer, shape, kernel, bias };
}
