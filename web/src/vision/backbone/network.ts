import { add, fused, mean, type Tensor, type Tensor1D, type Tensor4D, tensor1d, tensor4d } from "@tensorflow/tfjs-core";
import type { FoldedLayer } from "./folding";
import type { Layer } from "./mobileNetV2";

/** A block whose weights the current backend holds. */
interface LoadedBlock {
  layers: { layer: Layer; kernel: Tensor4D; bias: Tensor1D }[];
  residual: boolean;
}

/** Blocks of folded layers, on the JavaScript side. */
export interface FoldedBlock {
  layers: FoldedLayer[];
  residual: boolean;
}

/** The network with its weights on one TensorFlow.js backend: the one that was current when it was loaded. */
export class Network {
  private constructor(private readonly blocks: LoadedBlock[]) {}

  /** Hands the weights to the current backend. */
  static load(blocks: FoldedBlock[]): Network {
    return new Network(
      blocks.map(({ layers, residual }) => ({
        residual,
        layers: layers.map(({ layer, shape, kernel, bias }) => ({
          layer,
          kernel: tensor4d(kernel, shape),
          bias: tensor1d(bias),
        })),
      })),
    );
  }

  /** `[1, size, size, 3]` pixels to `[1, features]`: the mean over all places of the last layer. Call it inside tidy. */
  run(pixels: Tensor4D): Tensor {
    let x = pixels;
    for (const { layers, residual } of this.blocks) {
      const input = x;
      for (const { layer, kernel, bias } of layers) {
        // Half the kernel on every side, as PyTorch pads; "same" would shift the grid of strided layers at even sizes.
        const options = {
          x,
          filter: kernel,
          strides: layer.stride,
          pad: layer.kernel >> 1,
          bias,
          activation: layer.relu6 ? ("relu6" as const) : ("linear" as const),
        };
        x = layer.depthwise ? fused.depthwiseConv2d(options) : fused.conv2d(options);
      }
      x = residual ? add(input, x) : x;
    }
    return mean(x, [1, 2]);
  }

  /** Gives the weights back. */
  dispose(): void {
    for (const { layers } of this.blocks) {
      for (const { kernel, bias } of layers) {
        kernel.dispose();
        bias.dispose();
      }
    }
  }
}
