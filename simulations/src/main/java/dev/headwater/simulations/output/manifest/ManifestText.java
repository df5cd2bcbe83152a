package dev.headwater.simulations.output.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.headwater.files.StateFormat;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.simulations.output.text.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The text of {@code record.json}: with a digest of what it says, and written in one way only. */
final class ManifestText {
  private static final String FILES = "files";
  private static final String BYTES = "bytes";
  private static final String SHA256 = "sha256";
  private static final String SEAL = "seal";

  private ManifestText() {}

  static String of(SortedMap<String, FileStamp> files) {
    Map<String, Object> byName = new LinkedHashMap<>();
    StringBuilder said = new StringBuilder();
    files.forEach(
        (name, stamp) -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put(BYTES, stamp.bytes());
          one.put(SHA256, stamp.sha256());
          byName.put(name, one);
          said.append(stamp.sha256())
              .append(' ')
              .append(stamp.bytes())
              .append(' ')
              .append(name)
              .append('\n');
        });
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("type", "record");
    all.put(StateFormat.KEY, StateFormat.CURRENT);
    all.put(FILES, byName);
    all.put(SEAL, Sha256.hex(said.toString().getBytes(StandardCharsets.UTF_8)));
    return Json.pretty(all);
  }

  /**
   * The files of a text.
   *
   * @throws UserDataException if it is not one that {@link #of} has written, to the last byte
   */
  static SortedMap<String, FileStamp> parse(Path file, String text) {
    SortedMap<String, FileStamp> files = new TreeMap<>();
    try {
      JsonNode tree = Json.stateOf(text, file);
      tree.path(FILES)
          .properties()
          .forEach(
              one ->
                  files.put(
                      one.getKey(),
                      new FileStamp(
                          one.getValue().path(BYTES).asLong(),
                          one.getValue().path(SHA256).asText())));
    } catch (JsonProcessingException e) {
      throw new UserDataException(changed(file), e);
    }
    if (!of(files).equals(text)) {
      throw new UserDataException(changed(file));
    }
    return files;
  }

  private static String changed(Path file) {
    return "record: %s is not as the run wrote it (expected: the digests of the run's files; put a copy of the whole folder back)"
        .formatted(file);
  }
}
