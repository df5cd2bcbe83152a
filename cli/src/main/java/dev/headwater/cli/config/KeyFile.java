package dev.headwater.cli.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a YAML file of keys and plain values. Every key of the file is in the result with its
 * value, or the file is refused: a key that was passed over would be a demand that nobody enforces.
 */
public final class KeyFile {
  /** A key that stands twice, and a second document, would replace what was said before. */
  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);

  private static final Pattern TWICE = Pattern.compile("Duplicate field '([^']*)'");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\t\r\n]]");

  private final String what;
  private final Path file;
  private final String example;

  /**
   * A file, not read yet.
   *
   * @param what the flag that names it
   * @param example a line as it may stand there
   */
  public KeyFile(String what, Path file, String example) {
    this.what = what;
    this.file = file;
    this.example = example;
  }

  /**
   * The keys and their values; lists joined with commas, as flags take them.
   *
   * @throws UserDataException if the file is none, or holds anything else
   */
  Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    keys().properties().forEach(one -> values.put(one.getKey(), value(one)));
    return values;
  }

  /**
   * The keys and whatever stands behind them.
   *
   * @throws UserDataException if the file is none, or holds no keys
   */
  public JsonNode keys() {
    JsonNode tree = tree(text());
    if (tree.isMissingNode() || tree.isNull()) {
      throw refused("is empty (expected: lines such as '%s')".formatted(example));
    }
    if (!tree.isObject()) {
      throw refused("holds no keys (expected: lines such as '%s')".formatted(example));
    }
    return tree;
  }

  private String text() {
    if (Files.isDirectory(file)) {
      throw refused("is a folder (expected: a YAML file whose keys are flags without dashes)");
    }
    if (!Files.exists(file)) {
      throw new UserDataException(
          "%s: no file %s (expected: a YAML file whose keys are flags without their dashes)"
              .formatted(what, file));
    }
    try {
      String text = Files.readString(file);
      if (CONTROL.matcher(text).find()) {
        throw refused("is no text (expected: lines such as '%s')".formatted(example));
      }
      return text;
    } catch (CharacterCodingException e) {
      throw refused("is no text (expected: UTF-8, lines such as '%s')".formatted(example));
    } catch (AccessDeniedException e) {
      throw refused("may not be read by this user (expected: a readable file)");
    } catch (IOException e) {
      throw refused("cannot be read (expected: a readable file)");
    }
  }

  private JsonNode tree(String text) {
    try {
      return YAML.readTree(text);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      Matcher twice = TWICE.matcher(e.getOriginalMessage());
      if (twice.find()) {
        throw refused(
            "%s stands there twice, the second time in line %d (expected: once)"
                .formatted(twice.group(1), line));
      }
      if (e.getOriginalMessage().startsWith("Trailing token")) {
        throw refused(
            "holds a second document, from line %d on (expected: one, without '---' in between)"
                .formatted(line));
      }
      throw refused(
          "is not YAML, in line %d or above (expected: lines such as '%s', every quote and bracket closed, no tabs in front)"
              .formatted(line, example));
    }
  }

  /**
   * A value as the flag of its key takes it; a list is joined with commas.
   *
   * @throws UserDataException if it is none
   */
  public String value(Map.Entry<String, JsonNode> one) {
    String key = one.getKey();
    JsonNode value = one.getValue();
    if (value.isObject()) {
      throw refused(
          "%s has keys of its own (expected: one value, as the flag --%s takes)"
              .formatted(key, key),
          ": ");
    }
    if (!value.isArray()) {
      return scalar(key, value);
    }
    StringJoiner all = new StringJoiner(",");
    value.forEach(element -> all.add(scalar(key, element)));
    if (value.isEmpty()) {
      throw withoutValue(key);
    }
    return all.toString();
  }

  private String scalar(String key, JsonNode value) {
    if (value.isContainerNode()) {
      throw refused(
          "%s holds a list or keys in a list (expected: plain values)".formatted(key), ": ");
    }
    // As it is written: 0.0001 is not to be shown as 1.0E-4.
    String text = value.isBigDecimal() ? value.decimalValue().toPlainString() : value.asText();
    if (value.isNull() || text.isBlank()) {
      throw withoutValue(key);
    }
    return text;
  }

  private UserDataException withoutValue(String key) {
    return refused(
        "%s has no value (expected: one, as the flag --%s takes; or leave the line out)"
            .formatted(key, key),
        ": ");
  }

  /** A refusal that names the file. */
  public UserDataException refused(String sentence) {
    return refused(sentence, " ");
  }

  private UserDataException refused(String sentence, String after) {
    return new UserDataException("%s: %s%s%s".formatted(what, file, after, sentence));
  }
}
