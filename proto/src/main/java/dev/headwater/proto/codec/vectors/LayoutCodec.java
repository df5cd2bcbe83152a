package dev.headwater.proto.codec.vectors;

import com.google.protobuf.ByteString;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.proto.Protocol;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** {@link Layout} on the wire. */
public final class LayoutCodec {
  /** A full MobileNetV2 has 160 tensors to train. */
  private static final int MAX_TENSORS = 10_000;

  private static final int MAX_DIMENSIONS = 8;

  private LayoutCodec() {}

  public static dev.headwater.v1.Layout encode(Layout layout) {
    var message = dev.headwater.v1.Layout.newBuilder().setHash(hash(layout));
    for (TensorSpec tensor : layout.tensors()) {
      message.addTensors(
          dev.headwater.v1.TensorSpec.newBuilder()
              .setName(tensor.name())
              .addAllShape(tensor.shape()));
    }
    return message.build();
  }

  public static Layout decode(dev.headwater.v1.Layout message) {
    if (message.getTensorsCount() > MAX_TENSORS) {
      throw new IllegalArgumentException(
          "layout: %d tensors (expected: at most %d)"
              .formatted(message.getTensorsCount(), MAX_TENSORS));
    }
    List<TensorSpec> tensors = new ArrayList<>();
    for (var tensor : message.getTensorsList()) {
      if (tensor.getShapeCount() > MAX_DIMENSIONS) {
        throw new IllegalArgumentException(
            "tensor %s: %d dimensions (expected: at most %d)"
                .formatted(tensor.getName(), tensor.getShapeCount(), MAX_DIMENSIONS));
      }
      tensors.add(new TensorSpec(tensor.getName(), tensor.getShapeList()));
    }
    Layout layout = new Layout(tensors);
    if (layout.size() > Protocol.MAX_VALUES) {
      throw new IllegalArgumentException(
          "layout: %d values (expected: at most %d)".formatted(layout.size(), Protocol.MAX_VALUES));
    }
    requireHash(message.getHash(), layout);
    return layout;
  }

  static ByteString hash(Layout layout) {
    return ByteString.copyFrom(HexFormat.of().parseHex(layout.hash()));
  }

  static void requireHash(ByteString hash, Layout layout) {
    if (!hash.equals(hash(layout))) {
      throw new IllegalArgumentException(
          "layout hash: %s (expected: %s, the hash of %s)"
              .formatted(hex(hash), layout.hash(), layout.tensors()));
    }
  }

  /** The bytes in hex, cut to what a digest has. */
  public static String hex(ByteString bytes) {
    int shown = Math.min(bytes.size(), 32);
    return HexFormat.of().formatHex(bytes.substring(0, shown).toByteArray());
  }
}
