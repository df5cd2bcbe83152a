package dev.headwater.simulations.output.text;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.headwater.files.StateFormat;
import dev.headwater.files.UserDataException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON and YAML mappers of this project. */
public final class Json {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  private Json() {}

  /**
   * {@return JSON on one line, without a line end}
   *
   * @param value a record, map, list, string, number or boolean
   * @throws IllegalArgumentException if it has no JSON form
   */
  public static String line(Object value) {
    return write(JSON, value);
  }

  /**
   * {@return JSON, indented, with a line end}
   *
   * @param value a record, map, list, string, number or boolean
   * @throws IllegalArgumentException if it has no JSON form
   */
  public static String pretty(Object value) {
    return write(JSON.copy().enable(SerializationFeature.INDENT_OUTPUT), value) + "\n";
  }

  /**
   * {@return YAML with a line end}
   *
   * @param value a record, map, list, string, number or boolean
   * @throws IllegalArgumentException if it has no YAML form
   */
  public static String yaml(Object value) {
    return write(YAML, value);
  }

  private static String write(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s cannot be written: %s".formatted(value.getClass().getSimpleName(), e.getMessage()),
          e);
    }
  }

  /**
   * Reads an object that may omit some keys; unknown keys are ignored.
   *
   * @param <T> the record or class to read
   * @param tree one object; keys that it omits are added to it as null
   * @param type to read
   * @param optional keys, those of objects in it with slashes, that become null if they are
   *     missing; every other component must be there
   * @return the value, never null
   * @throws JsonProcessingException if a key is missing or has a value of another type
   */
  public static <T> T read(JsonNode tree, Class<T> type, List<String> optional)
      throws JsonProcessingException {
    if (tree instanceof ObjectNode object) {
      optional.forEach(path -> allow(object, path));
    }
    return nonNull(JSON.treeToValue(tree, type));
  }

  private static void allow(ObjectNode object, String path) {
    int slash = path.indexOf('/');
    if (slash >= 0) {
      JsonNode below = object.path(path.substring(0, slash));
      for (JsonNode inner : below.isArray() ? below : List.of(below)) {
        if (inner instanceof ObjectNode one) {
          allow(one, path.substring(slash + 1));
        }
      }
    } else if (!object.has(path)) {
      object.putNull(path);
    }
  }

  private static <T> T nonNull(@Nullable T value) throws JsonProcessingException {
    if (value == null) {
      throw new JsonProcessingException("null (expected: an object)") {
        private static final long serialVersionUID = 1;
      };
    }
    return value;
  }

  /**
   * Reads an object of a run folder's file and checks its format.
   *
   * @param json the whole text, or a line
   * @param file whose text it is
   * @return the object
   * @throws JsonProcessingException if the text is no JSON
   * @throws UserDataException if it is of a format that this version does not read
   */
  public static JsonNode stateOf(String json, Path file) throws JsonProcessingException {
    JsonNode tree = read(json, JsonNode.class);
    JsonNode format = tree.path(StateFormat.KEY);
    String problem =
        StateFormat.problemOf(file.toString(), format.isMissingNode() ? null : format.toString());
    if (problem != null) {
      throw new UserDataException("run: " + problem);
    }
    return tree;
  }

  /**
   * Reads an object with all of its keys; unknown keys are ignored.
   *
   * @param <T> the record or class to read
   * @param json one object
   * @param type to read; {@code JsonNode} for any JSON value
   * @return the value, never null
   * @throws JsonProcessingException if the text is no JSON, or a key is missing or has a value of
   *     another type
   */
  public static <T> T read(String json, Class<T> type) throws JsonProcessingException {
    return nonNull(JSON.readValue(json, type));
  }

  /**
   * {@return where a text cannot be understood, without the words of a library}
   *
   * @param e as the library says it
   */
  public static String trouble(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null || at.getLineNr() < 1
        ? "it is not as a run writes it"
        : "line %d is not as a run writes it".formatted(at.getLineNr());
  }

  /**
   * {@return a YAML map, in the order of the text; empty for an empty text}
   *
   * @param yaml keys and values
   * @throws JsonProcessingException if the text is no YAML, or no map
   */
  public static Map<String, Object> readYaml(String yaml) throws JsonProcessingException {
    Map<String, Object> map =
        YAML.readValue(yaml, new TypeReference<LinkedHashMap<String, Object>>() {});
    return map == null ? Map.of() : map;
  }

  /**
   * {@return the value, or null if it is NaN or infinite: JSON has no such numbers}
   *
   * @param value null stays null
   */
  public static @Nullable Double finite(@Nullable Double value) {
    return value == null || !Double.isFinite(value) ? null : value;
  }
}
