package dev.headwater.vision.backbone;

import dev.headwater.files.Tensor;
import java.util.List;
import java.util.Map;

/**
 * A layer with its batch normalisation folded into the kernel: with {@code k = gamma / sqrt(var +
 * eps)} per output channel, the kernel becomes {@code k * W} and the bias {@code beta - k * mean}.
 * Exact in real arithmetic; computed in double and rounded once.
 *
 * @param layer the shape
 * @param kernel {@code [out, in / groups, kernel, kernel]}
 * @param bias {@code [out]}
 */
public record FoldedLayer(MobileNetV2.Layer layer, Tensor kernel, Tensor bias) {

  /**
   * Folds one layer.
   *
   * @param tensors all tensors of the network, already checked
   */
  static FoldedLayer of(MobileNetV2.Layer layer, Map<String, Tensor> tensors) {
    float[] weight = values(tensors, layer.convolution() + ".weight");
    float[] gamma = values(tensors, layer.norm() + ".weight");
    float[] beta = values(tensors, layer.norm() + ".bias");
    float[] mean = values(tensors, layer.norm() + ".running_mean");
    float[] variance = values(tensors, layer.norm() + ".running_var");
    int perChannel = weight.length / layer.out();
    float[] kernel = new float[weight.length];
    float[] bias = new float[layer.out()];
    for (int c = 0; c < layer.out(); c++) {
      double k = gamma[c] / Math.sqrt(variance[c] + MobileNetV2.BN_EPSILON);
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        kernel[i] = (float) (k * weight[i]);
      }
      bias[c] = (float) (beta[c] - k * mean[c]);
    }
    List<Integer> shape =
        List.of(layer.out(), layer.in() / layer.groups(), layer.kernel(), layer.kernel());
    return new FoldedLayer(
        layer,
        new Tensor(layer.convolution() + ".weight", shape, kernel),
        new Tensor(layer.convolution() + ".bias", List.of(layer.out()), bias));
  }

  private static float[] values(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(name + ": missing (expected: a checked set of tensors)");
    }
    return tensor.values();
  }
}
