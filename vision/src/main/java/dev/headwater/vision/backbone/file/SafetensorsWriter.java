package dev.headwater.vision.backbone.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes safetensors: equal content gives equal bytes. Names and metadata keys are sorted, values
 * are float32 little endian, and the header is padded with spaces so that the values start at a
 * multiple of 8.
 */
public final class SafetensorsWriter {
  private static final JsonMapper JSON = new JsonMapper();

  private SafetensorsWriter() {}

  /**
   * Encodes a whole file in memory.
   *
   * @throws IllegalArgumentException if two tensors share a name or all together pass 2 GiB
   */
  public static byte[] encode(Collection<Tensor> tensors, Map<String, String> metadata) {
    SortedMap<String, Tensor> sorted = new TreeMap<>();
    for (Tensor tensor : tensors) {
      if (sorted.put(tensor.name(), tensor) != null) {
        throw new IllegalArgumentException("tensor " + tensor.name() + ": given twice");
      }
    }
    ObjectNode header = JSON.createObjectNode();
    ObjectNode texts = header.putObject("__metadata__");
    new TreeMap<>(metadata).forEach(texts::put);
    long offset = 0;
    for (Tensor tensor : sorted.values()) {
      ObjectNode entry = header.putObject(tensor.name()).put("dtype", "F32");
      tensor.shape().forEach(entry.putArray("shape")::add);
      long end = offset + (long) Float.BYTES * tensor.values().length;
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] json = json(header).getBytes(StandardCharsets.UTF_8);
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
   * Encodes and writes a file that appears whole or not at all.
   *
   * @throws IOException if the disk refuses
   */
  public static void write(Path file, Collection<Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    WholeFile.write(file, ByteBuffer.wrap(encode(tensors, metadata)));
  }

  private static String json(ObjectNode header) {
    try {
      return JSON.writeValueAsString(header);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers was not writable", e);
    }
  }
}
