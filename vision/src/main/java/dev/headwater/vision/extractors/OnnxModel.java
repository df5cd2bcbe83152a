package dev.headwater.vision.extractors;

import com.google.protobuf.CodedOutputStream;
import dev.headwater.files.Tensor;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.backbone.FoldedLayer;
import dev.headwater.vision.backbone.MobileNetV2;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Writes a backbone as an ONNX model, without the ONNX library: a protobuf message of a few kinds,
 * field numbers from {@code onnx.proto} (IR version 7, operator set 13). Batch normalisation is
 * folded into the convolutions.
 *
 * <p>Input {@code pictures [n, 3, size, size]}, output {@code features [n, F]}, both float32.
 */
final class OnnxModel {
  static final String INPUT = "pictures";
  static final String OUTPUT = "features";

  private static final int IR_VERSION = 7;
  private static final int OPSET = 13;
  private static final int FLOAT = 1;
  private static final int ATTRIBUTE_INT = 2;
  private static final int ATTRIBUTE_INTS = 7;
  private static final String ZERO = "zero";
  private static final String SIX = "six";

  private final List<byte[]> nodes = new ArrayList<>();
  private final List<byte[]> initializers = new ArrayList<>();

  private OnnxModel() {}

  /** The bytes of the model. */
  static byte[] of(Backbone backbone) {
    return new OnnxModel().model(backbone);
  }

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private byte[] model(Backbone backbone) {
    initializers.add(tensor(new Tensor(ZERO, List.of(), new float[] {0})));
    initializers.add(tensor(new Tensor(SIX, List.of(), new float[] {6})));
    Iterator<FoldedLayer> folded = backbone.foldedLayers().iterator();
    String current = INPUT;
    for (MobileNetV2.Block block : backbone.network().blocks()) {
      String before = current;
      for (int i = 0; i < block.layers().size(); i++) {
        current = convolution(folded.next(), current);
      }
      if (block.residual()) {
        String sum = current + ".sum";
        nodes.add(node("Add", List.of(before, current), sum));
        current = sum;
      }
    }
    nodes.add(node("GlobalAveragePool", List.of(current), "pooled"));
    nodes.add(node("Flatten", List.of("pooled"), OUTPUT));
    long size = backbone.preprocessing().imageSize();
    return wrapped(valueInfo(INPUT, 3, size, size), valueInfo(OUTPUT, backbone.features()));
  }

  /** The bytes of a model that multiplies {@code [n, size]} by a fixed {@code [size, size]}. */
  static byte[] product(int size, float[] matrix) {
    OnnxModel model = new OnnxModel();
    model.initializers.add(tensor(new Tensor("matrix", List.of(size, size), matrix)));
    model.nodes.add(node("MatMul", List.of(INPUT, "matrix"), OUTPUT));
    return model.wrapped(valueInfo(INPUT, size), valueInfo(OUTPUT, size));
  }

  private byte[] wrapped(byte[] input, byte[] output) {
    byte[] graph =
        message(
            out -> {
              for (byte[] node : nodes) {
                out.writeByteArray(1, node);
              }
              out.writeString(2, "backbone");
              for (byte[] initializer : initializers) {
                out.writeByteArray(5, initializer);
              }
              out.writeByteArray(11, input);
              out.writeByteArray(12, output);
            });
    return message(
        out -> {
          out.writeInt64(1, IR_VERSION);
          out.writeString(2, "headwater");
          out.writeByteArray(7, graph);
          out.writeByteArray(8, message(opset -> opset.writeInt64(2, OPSET)));
        });
  }

  /** Adds a convolution and its clip, reading {@code input}; returns the name of the result. */
  private String convolution(FoldedLayer folded, String input) {
    MobileNetV2.Layer layer = folded.layer();
    initializers.add(tensor(folded.kernel()));
    initializers.add(tensor(folded.bias()));
    String result = layer.convolution();
    long pad = layer.kernel() / 2;
    nodes.add(
        node(
            "Conv",
            List.of(input, folded.kernel().name(), folded.bias().name()),
            result,
            ints("kernel_shape", layer.kernel(), layer.kernel()),
            ints("strides", layer.stride(), layer.stride()),
            ints("pads", pad, pad, pad, pad),
            integer("group", layer.groups())));
    if (!layer.relu6()) {
      return result;
    }
    nodes.add(node("Clip", List.of(result, ZERO, SIX), result + ".relu6"));
    return result + ".relu6";
  }

  /** NodeProto. */
  private static byte[] node(
      String operator, List<String> inputs, String output, byte[]... attributes) {
    return message(
        out -> {
          for (String input : inputs) {
            out.writeString(1, input);
          }
          out.writeString(2, output);
          out.writeString(3, output);
          out.writeString(4, operator);
          for (byte[] attribute : attributes) {
            out.writeByteArray(5, attribute);
          }
        });
  }

  /** AttributeProto of one integer. */
  private static byte[] integer(String name, long value) {
    return message(
        out -> {
          out.writeString(1, name);
          out.writeInt64(3, value);
          out.writeInt32(20, ATTRIBUTE_INT);
        });
  }

  /** AttributeProto of several integers. */
  private static byte[] ints(String name, long... values) {
    return message(
        out -> {
          out.writeString(1, name);
          for (long value : values) {
            out.writeInt64(8, value);
          }
          out.writeInt32(20, ATTRIBUTE_INTS);
        });
  }

  /** TensorProto of float32 in little-endian raw bytes. */
  private static byte[] tensor(Tensor tensor) {
    ByteBuffer raw =
        ByteBuffer.allocate(Float.BYTES * tensor.values().length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(tensor.values());
    return message(
        out -> {
          for (int extent : tensor.shape()) {
            out.writeInt64(1, extent);
          }
          out.writeInt32(2, FLOAT);
          out.writeString(8, tensor.name());
          out.writeByteArray(9, raw.array());
        });
  }

  /** ValueInfoProto of a float32 tensor {@code [n, extents...]}. */
  private static byte[] valueInfo(String name, long... extents) {
    byte[] shape =
        message(
            out -> {
              out.writeByteArray(1, message(n -> n.writeString(2, "n")));
              for (long extent : extents) {
                out.writeByteArray(1, message(dimension -> dimension.writeInt64(1, extent)));
              }
            });
    byte[] tensorType =
        message(
            out -> {
              out.writeInt32(1, FLOAT);
              out.writeByteArray(2, shape);
            });
    return message(
        out -> {
          out.writeString(1, name);
          out.writeByteArray(2, message(type -> type.writeByteArray(1, tensorType)));
        });
  }

  private static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("memory was not writable", e);
    }
    return bytes.toByteArray();
  }
}
