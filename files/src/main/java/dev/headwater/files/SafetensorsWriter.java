package dev.headwater.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes safetensors: equal content gives equal bytes. Names and metadata keys are sorted, values
 * are float32 little endian, and the header is padded with spaces so that the values start at a
 * multiple of 8.
 */
public final class SafetensorsWriter {
  private SafetensorsWriter() {}

  /**
   * Encodes a whole file in memory.
   *
   * @throws IllegalArgumentException if two tensors have the same name, or all together exceed 2
   *     GiB
   */
  public static byte[] encode(Collection<Tensor> tensors, Map<String, String> metadata) {
    SortedMap<String, Tensor> sorted = new TreeMap<>();
    for (Tensor tensor : tensors) {
      if (sorted.put(tensor.name(), tensor) != null) {
        throw new IllegalArgumentException("tensor " + tensor.name() + ": given twice");
      }
    }
    StringBuilder header = new StringBuilder("{\"__metadata__\":");
    header.append(
        new TreeMap<>(metadata)
            .entrySet().stream()
                .map(e -> JsonValue.quoted(e.getKey()) + ":" + JsonValue.quoted(e.getValue()))
                .collect(Collectors.joining(",", "{", "}")));
    long offset = 0;
    for (Tensor tensor : sorted.values()) {
      long end = offset + (long) Float.BYTES * tensor.values().length;
      String shape =
          tensor.shape().stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
      header.append(
          ",%s:{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%s,%s]}"
              .formatted(JsonValue.quoted(tensor.name()), shape, offset, end));
      offset = end;
    }
    byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    long size = 8L + padded + offset;
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "tensors of %d bytes (expected: below 2 GiB)".formatted(size));
    }
    ByteBuffer file = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(padded).put(json);
    while (file.position() < 8 + padded) {
      file.put((byte) ' ');
    }
    for (Tensor tensor : sorted.values()) {
      file.asFloatBuffer().put(tensor.values());
      file.position(file.position() + Float.BYTES * tensor.values().length);
    }
    return file.array();
  }

  /**
   * Encodes and writes a file atomically.
   *
   * @throws IOException if writing fails
   */
  public static void write(Path file, Collection<Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    WholeFile.write(file, ByteBuffer.wrap(encode(tensors, metadata)));
  }
}
