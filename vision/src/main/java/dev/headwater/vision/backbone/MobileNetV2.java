package dev.headwater.vision.backbone;

import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The shape of MobileNetV2 (Sandler et al., 2018, table 2) under torchvision's tensor names: a 3x3
 * stem, inverted residual blocks, a last 1x1 convolution, and the mean over all places. Every
 * convolution is followed by batch normalisation with epsilon 1e-5.
 *
 * <p>Channels scale with the width multiplier and round to multiples of 8, never losing more than
 * 10 %; the last layer never has fewer than 1280.
 *
 * @param width the width multiplier
 * @param blocks in order of computation
 */
public record MobileNetV2(double width, List<Block> blocks) {

  /** What the metadata calls this architecture. */
  static final String ARCH = "mobilenet_v2";

  /** Added to the running variance before the square root. */
  public static final double BN_EPSILON = 1e-5;

  static final String FEATURES = "features.";
  static final String BATCH_COUNTER = ".num_batches_tracked";

  private static final List<String> BN_TENSORS =
      List.of("weight", "bias", "running_mean", "running_var");

  /** Expansion t, output channels c at width 1, repeats n, stride s of the first repeat. */
  private record Row(int t, int c, int n, int s) {}

  private static final List<Row> TABLE =
      List.of(
          new Row(1, 16, 1, 1),
          new Row(6, 24, 2, 2),
          new Row(6, 32, 3, 2),
          new Row(6, 64, 4, 2),
          new Row(6, 96, 3, 1),
          new Row(6, 160, 3, 2),
          new Row(6, 320, 1, 1));

  /**
   * A convolution without bias and the batch normalisation after it.
   *
   * @param convolution prefix of the kernel's name; {@code .weight} is {@code [out, in / groups,
   *     kernel, kernel]}
   * @param norm prefix of the four normalisation tensors, each {@code [out]}
   * @param kernel side of the kernel; the padding is half of it
   * @param groups 1, or {@code in} for a depthwise convolution
   * @param relu6 whether the result is clipped to [0, 6]
   */
  public record Layer(
      String convolution,
      String norm,
      int in,
      int out,
      int kernel,
      int stride,
      int groups,
      boolean relu6) {}

  /**
   * Layers in a row.
   *
   * @param residual whether the block's input is added to its output
   */
  public record Block(List<Layer> layers, boolean residual) {}

  /** Copies the list. */
  public MobileNetV2 {
    blocks = List.copyOf(blocks);
  }

  /**
   * The network of a width multiplier.
   *
   * @throws IllegalArgumentException outside [0.1, 4]
   */
  static MobileNetV2 ofWidth(double width) {
    if (!(width >= 0.1 && width <= 4)) {
      throw new IllegalArgumentException("width: " + width + " (expected: 0.1 to 4)");
    }
    List<Block> blocks = new ArrayList<>();
    int channels = multipleOf8(32 * width);
    blocks.add(single(new Layer("features.0.0", "features.0.1", 3, channels, 3, 2, 1, true)));
    for (Row row : TABLE) {
      int out = multipleOf8(row.c * width);
      for (int i = 0; i < row.n; i++) {
        blocks.add(inverted("features." + blocks.size(), channels, out, row.t, i == 0 ? row.s : 1));
        channels = out;
      }
    }
    String last = "features." + blocks.size();
    int features = multipleOf8(1280 * Math.max(1, width));
    blocks.add(single(new Layer(last + ".0", last + ".1", channels, features, 1, 1, 1, true)));
    return new MobileNetV2(width, blocks);
  }

  /** Length of the feature vector. */
  public int features() {
    return blocks.get(blocks.size() - 1).layers.get(0).out;
  }

  /** All layers in order of computation. */
  List<Layer> layers() {
    return blocks.stream().flatMap(block -> block.layers.stream()).toList();
  }

  /** Name and shape of every tensor that the features need, sorted by name. */
  public SortedMap<String, List<Integer>> tensors() {
    SortedMap<String, List<Integer>> shapes = new TreeMap<>();
    for (Layer layer : layers()) {
      shapes.put(
          layer.convolution + ".weight",
          List.of(layer.out, layer.in / layer.groups, layer.kernel, layer.kernel));
      for (String kind : BN_TENSORS) {
        shapes.put(layer.norm + "." + kind, List.of(layer.out));
      }
    }
    return shapes;
  }

  /**
   * Holds tensors against {@link #tensors()}.
   *
   * @param source what to call their file
   * @throws UserDataException if any is missing, unknown or of another shape; counts them and names
   *     the first few
   */
  void check(String source, Map<String, Tensor> found) {
    SortedMap<String, List<Integer>> expected = tensors();
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    expected.forEach(
        (name, shape) -> {
          Tensor tensor = found.get(name);
          if (tensor == null) {
            missing.add(name);
          } else if (!tensor.shape().equals(shape)) {
            misshapen.add("%s is %s, not %s".formatted(name, tensor.shape(), shape));
          }
        });
    List<String> unknown =
        found.keySet().stream().filter(name -> !expected.containsKey(name)).sorted().toList();
    List<String> faults = new ArrayList<>();
    describe(faults, "missing", missing);
    describe(faults, "unknown", unknown);
    describe(faults, "of another shape", misshapen);
    if (!faults.isEmpty()) {
      throw new UserDataException(
          "%s: %s (expected: the %d tensors of torchvision's mobilenet_v2 at width %s)"
              .formatted(source, String.join("; ", faults), expected.size(), width));
    }
  }

  private static void describe(List<String> faults, String what, List<String> which) {
    if (!which.isEmpty()) {
      String first = String.join(", ", which.subList(0, Math.min(3, which.size())));
      faults.add(
          "%d tensors %s: %s%s"
              .formatted(which.size(), what, first, which.size() > 3 ? ", ..." : ""));
    }
  }

  private static Block single(Layer layer) {
    return new Block(List.of(layer), false);
  }

  /** Expand by 1x1 (unless t is 1), filter each channel by 3x3, project by 1x1 without clipping. */
  private static Block inverted(String name, int in, int out, int t, int stride) {
    int hidden = in * t;
    List<Layer> layers = new ArrayList<>();
    String conv = name + ".conv.";
    if (t != 1) {
      layers.add(new Layer(conv + "0.0", conv + "0.1", in, hidden, 1, 1, 1, true));
    }
    int i = layers.size();
    layers.add(
        new Layer(conv + i + ".0", conv + i + ".1", hidden, hidden, 3, stride, hidden, true));
    layers.add(new Layer(conv + (i + 1), conv + (i + 2), hidden, out, 1, 1, 1, false));
    return new Block(List.copyOf(layers), stride == 1 && in == out);
  }

  private static int multipleOf8(double channels) {
    int rounded = Math.max(8, (int) (channels + 4) / 8 * 8);
    return rounded < 0.9 * channels ? rounded + 8 : rounded;
  }
}
