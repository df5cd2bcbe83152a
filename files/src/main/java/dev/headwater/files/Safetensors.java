package dev.headwater.files;

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
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A safetensors file: 8 bytes of header length (little endian), a JSON header that gives every
 * tensor's dtype, shape and position, then the values. The whole header is checked when the file is
 * opened, so that every listed tensor can be read. Nothing in it is trusted: the file may come from
 * the network.
 *
 * <p>Format: the safetensors project's "Format" section. Like the reference reader, this one
 * refuses gaps between tensors and bytes after the last one.
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
   * @throws UserDataException if the file does not exist or is not a complete safetensors file; the
   *     message names the file and the tensor
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
   * Checks bytes in memory.
   *
   * @param source their name in messages
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

  /** The source, for messages. */
  public String source() {
    return source;
  }

  /** The header's {@code __metadata__}, sorted by key; empty if it has none. */
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
   * @throws UserDataException if it does not exist or is not float32
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
    // Views do not inherit the byte order: it has to be set again.
    data.slice((int) entry.begin, (int) (entry.end - entry.begin))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return new Tensor(name, entry.shape, values);
  }

  private void parse(byte[] header) {
    JsonValue root;
    try {
      root = JsonReader.read(header);
    } catch (JsonReader.InvalidJson e) {
      throw new UserDataException(
          "%s: header is not valid JSON, %s (expected: a safetensors file)"
              .formatted(source, e.getMessage()),
          e);
    }
    if (!(root instanceof JsonValue.Members fields)) {
      throw new UserDataException(
          source + ": header is not a JSON object (expected: a safetensors file)");
    }
    fields
        .values()
        .forEach(
            (name, value) -> {
              if (name.equals(METADATA)) {
                parseMetadata(value);
              } else {
                entries.put(name, parseEntry(name, value));
              }
            });
  }

  private void parseMetadata(JsonValue value) {
    if (!(value instanceof JsonValue.Members texts)) {
      throw new UserDataException(source + ": __metadata__ is not an object (expected: texts)");
    }
    texts
        .values()
        .forEach(
            (key, given) -> {
              if (!(given instanceof JsonValue.Quoted text)) {
                throw new UserDataException(
                    "%s: __metadata__ %s: %s (expected: a text)".formatted(source, key, given));
              }
              metadata.put(key, text.value());
            });
  }

  private Entry parseEntry(String name, JsonValue value) {
    Map<String, JsonValue> fields =
        value instanceof JsonValue.Members members ? members.values() : Map.of();
    JsonValue type = fields.get("dtype");
    String dtype =
        type instanceof JsonValue.Quoted text
            ? text.value()
            : Objects.requireNonNullElse(type, "nothing").toString();
    Integer bytesPerValue = BYTES_PER_VALUE.get(dtype);
    if (bytesPerValue == null) {
      throw new UserDataException(
          "%s: tensor %s has dtype %s (expected: F32)".formatted(source, name, dtype));
    }
    JsonValue extents = fields.get("shape");
    long[] given = integers(extents);
    if (given == null || given.length > MAX_RANK) {
      throw new UserDataException(
          "%s: tensor %s has shape %s (expected: a list of at most %d extents)"
              .formatted(source, name, shown(extents), MAX_RANK));
    }
    List<Integer> shape = new ArrayList<>();
    long bytes = bytesPerValue;
    for (long extent : given) {
      if (extent < 0 || extent > Integer.MAX_VALUE) {
        throw new UserDataException(
            "%s: tensor %s has shape %s (expected: extents of 0 or more)"
                .formatted(source, name, shown(extents)));
      }
      shape.add((int) extent);
      // Once the product exceeds the file's size it stays above it unless a factor is zero: no
      // overflow, no false match.
      bytes = Math.min(bytes, Integer.MAX_VALUE) * extent;
    }
    JsonValue offsets = fields.get("data_offsets");
    long[] place = integers(offsets);
    if (place == null || place.length != 2) {
      throw new UserDataException(
          "%s: tensor %s has data_offsets %s (expected: begin and end)"
              .formatted(source, name, shown(offsets)));
    }
    long begin = place[0];
    long end = place[1];
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

  /** The integers of a list, null if it is not such a list. */
  private static long @Nullable [] integers(@Nullable JsonValue value) {
    if (!(value instanceof JsonValue.Elements elements)) {
      return null;
    }
    long[] integers = new long[elements.values().size()];
    for (int i = 0; i < integers.length; i++) {
      if (!(elements.values().get(i) instanceof JsonValue.Word word)) {
        return null;
      }
      try {
        integers[i] = word.integer();
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return integers;
  }

  private static String shown(@Nullable JsonValue value) {
    return value == null ? "nothing" : value.toString();
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
