package dev.headwater.vision.backbone.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headwater.vision.image.UserDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A safetensors file: 8 bytes of header length (little endian), a JSON header that gives every
 * tensor's dtype, shape and place, then the values. The whole header is checked when the file is
 * opened, so that a tensor which is listed can also be read. Nothing in it is trusted: the file may
 * have come over a network.
 *
 * <p>Format: the safetensors project's "Format" section. Like its reader, this one refuses holes
 * between tensors and bytes after the last one.
 */
public final class Safetensors {
  private static final int MAX_HEADER_BYTES = 16 << 20;
  private static final int MAX_RANK = 8;
  private static final String METADATA = "__metadata__";

  private static final Map<String, Integer> BYTES_PER_VALUE =
      Map.ofEntries(
          Map.entry("F64", 8),
          Map.entry("F32", 4),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("F8_E4M3", 1),
          Map.entry("F8_E5M2", 1),
          Map.entry("I64", 8),
          Map.entry("I32", 4),
          Map.entry("I16", 2),
          Map.entry("I8", 1),
          Map.entry("U64", 8),
          Map.entry("U32", 4),
          Map.entry("U16", 2),
          Map.entry("U8", 1),
          Map.entry("BOOL", 1));

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private record Entry(String name, String dtype, List<Integer> shape, long begin, long end) {}

  private final String source;
  private final ByteBuffer data;
  private final SortedMap<String, Entry> entries = new TreeMap<>();
  private final SortedMap<String, String> metadata = new TreeMap<>();

  private Safetensors(String source, ByteBuffer data) {
    this.source = source;
    this.data = data;
  }

  /**
   * Maps {@code file} into memory and checks its header.
   *
   * @throws UserDataException if there is no such file, or it is not a whole safetensors file;
   *     names the file and the tensor
   */
  public static Safetensors open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UserDataException(file + ": no such file (expected: a safetensors file)");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new UserDataException(
            "%s: %d bytes (expected: at most %d)"
                .formatted(file, channel.size(), Integer.MAX_VALUE));
      }
      return of(file.toString(), channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    } catch (IOException e) {
      throw new UserDataException(
          "%s: cannot be read, %s (expected: a readable safetensors file)"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /**
   * Checks bytes that are already in memory.
   *
   * @param source what to call them in messages
   * @param bytes the whole file, from position to limit; read, never changed
   * @throws UserDataException as {@link #open}
   */
  public static Safetensors of(String source, ByteBuffer bytes) {
    ByteBuffer file = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (file.remaining() < 8) {
      throw new UserDataException(
          "%s: %d bytes (expected: a safetensors file, which has at least 8)"
              .formatted(source, file.remaining()));
    }
    long headerBytes = file.getLong();
    if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
      throw new UserDataException(
          "%s: header of %s bytes (expected: a safetensors file, whose header has 2 to %d)"
              .formatted(source, Long.toUnsignedString(headerBytes), MAX_HEADER_BYTES));
    }
    if (headerBytes > file.remaining()) {
      throw new UserDataException(
          "%s: ends inside its header, after %d of %d bytes (expected: a whole file; copy or download it again)"
              .formatted(source, file.remaining(), headerBytes));
    }
    byte[] header = new byte[(int) headerBytes];
    file.get(header);
    Safetensors result = new Safetensors(source, file.slice().order(ByteOrder.LITTLE_ENDIAN));
    result.parse(header);
    result.checkPlaces();
    return result;
  }

  /** Where this came from, for messages. */
  public String source() {
    return source;
  }

  /** The header's {@code __metadata__}, sorted by key; empty where it has none. */
  public SortedMap<String, String> metadata() {
    return Collections.unmodifiableSortedMap(metadata);
  }

  /** Names of all tensors, sorted. */
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /**
   * Copies one tensor out.
   *
   * @throws UserDataException if it is not there or is not float32
   */
  public Tensor tensor(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new UserDataException(
          "%s: no tensor %s (expected: one of its %d tensors)"
              .formatted(source, name, entries.size()));
    }
    if (!entry.dtype.equals("F32")) {
      throw new UserDataException(
          "%s: tensor %s is %s (expected: F32; convert the file to float32 first)"
              .formatted(source, name, entry.dtype));
    }
    float[] values = new float[(int) ((entry.end - entry.begin) / Float.BYTES)];
    // Views inherit no byte order: it has to be said again.
    data.slice((int) entry.begin, (int) (entry.end - entry.begin))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return new Tensor(name, entry.shape, values);
  }

  private void parse(byte[] header) {
    JsonNode root;
    try {
      root = JSON.readTree(header);
    } catch (JsonProcessingException e) {
      throw new UserDataException(
          "%s: header is not valid JSON, %s (expected: a safetensors file)"
              .formatted(source, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new UserDataException(
          "%s: header cannot be read, %s (expected: a safetensors file)"
              .formatted(source, e.getMessage()),
          e);
    }
    if (!root.isObject()) {
      throw new UserDataException(
          source + ": header is not a JSON object (expected: a safetensors file)");
    }
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals(METADATA)) {
        parseMetadata(field.getValue());
      } else {
        entries.put(field.getKey(), parseEntry(field.getKey(), field.getValue()));
      }
    }
  }

  private void parseMetadata(JsonNode node) {
    if (!node.isObject()) {
      throw new UserDataException(source + ": __metadata__ is not an object (expected: texts)");
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getValue().isTextual()) {
        throw new UserDataException(
            "%s: __metadata__ %s: %s (expected: a text)"
                .formatted(source, field.getKey(), field.getValue()));
      }
      metadata.put(field.getKey(), field.getValue().textValue());
    }
  }

  private Entry parseEntry(String name, JsonNode node) {
    String dtype = node.path("dtype").asText("nothing");
    Integer bytesPerValue = BYTES_PER_VALUE.get(dtype);
    if (bytesPerValue == null) {
      throw new UserDataException(
          "%s: tensor %s has dtype %s (expected: F32)".formatted(source, name, dtype));
    }
    JsonNode extents = node.path("shape");
    if (!extents.isArray() || extents.size() > MAX_RANK) {
      throw new UserDataException(
          "%s: tensor %s has shape %s (expected: a list of at most %d extents)"
              .formatted(source, name, extents, MAX_RANK));
    }
    List<Integer> shape = new ArrayList<>();
    long bytes = bytesPerValue;
    for (JsonNode extent : extents) {
      if (!extent.isIntegralNumber() || !extent.canConvertToInt() || extent.intValue() < 0) {
        throw new UserDataException(
            "%s: tensor %s has shape %s (expected: extents of 0 or more)"
                .formatted(source, name, extents));
      }
      shape.add(extent.intValue());
      // Once above the file's size it stays there, short of a zero: no overflow, no false match.
      bytes = Math.min(bytes, Integer.MAX_VALUE) * extent.intValue();
    }
    JsonNode offsets = node.path("data_offsets");
    if (!offsets.isArray()
        || offsets.size() != 2
        || !offsets.get(0).isIntegralNumber()
        || !offsets.get(0).canConvertToLong()
        || !offsets.get(1).isIntegralNumber()
        || !offsets.get(1).canConvertToLong()) {
      throw new UserDataException(
          "%s: tensor %s has data_offsets %s (expected: begin and end)"
              .formatted(source, name, offsets));
    }
    long begin = offsets.get(0).longValue();
    long end = offsets.get(1).longValue();
    if (begin < 0 || end < begin) {
      throw new UserDataException(
          "%s: tensor %s lies at %d to %d (expected: a place inside the file)"
              .formatted(source, name, begin, end));
    }
    if (end - begin != bytes) {
      throw new UserDataException(
          "%s: tensor %s has %d bytes (expected: %d for %s of shape %s)"
              .formatted(source, name, end - begin, bytes, dtype, shape));
    }
    return new Entry(name, dtype, shape, begin, end);
  }

  /** Every byte of the data belongs to exactly one tensor. */
  private void checkPlaces() {
    List<Entry> byPlace = new ArrayList<>(entries.values());
    byPlace.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long reached = 0;
    String before = "the header";
    for (Entry entry : byPlace) {
      if (entry.end > data.limit()) {
        throw new UserDataException(
            "%s: tensor %s ends at byte %d of the data, which has %d (expected: a whole file; copy or download it again)"
                .formatted(source, entry.name, entry.end, data.limit()));
      }
      if (entry.begin < reached) {
        throw new UserDataException(
            "%s: tensor %s overlaps %s (expected: tensors one after the other)"
                .formatted(source, entry.name, before));
      }
      if (entry.begin > reached) {
        throw new UserDataException(
            "%s: %d unused bytes before tensor %s (expected: tensors one after the other)"
                .formatted(source, entry.begin - reached, entry.name));
      }
      reached = entry.end;
      before = entry.name;
    }
    if (reached != data.limit()) {
      throw new UserDataException(
          "%s: %d bytes after %s, the last tensor (expected: the end of the file)"
              .formatted(source, data.limit() - reached, before));
    }
  }
}
