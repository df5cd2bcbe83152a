package dev.headwater.simulations.output.text;

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

  /** {@code value} on one line, without a line end. */
  public static String line(Object value) {
    return write(JSON, value);
  }

  /** {@code value} indented, with a line end. */
  public static String pretty(Object value) {
    return write(JSON.copy().enable(SerializationFeature.INDENT_OUTPUT), value) + "\n";
  }

  /** {@code value} as YAML, with a line end. */
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
   * Reads an object that may omit some keys.
   *
   * @param optional those keys
   */
  public static <T> T read(JsonNode tree, Class<T> type, List<String> optional)
      throws JsonProcessingException {
    if (tree instanceof ObjectNode object) {
      optional.stream().filter(key -> !object.has(key)).forEach(object::putNull);
    }
    return JSON.treeToValue(tree, type);
  }

  /**
   * An object of a run folder's file.
   *
   * @param json the whole text, or a line
   * @param file whose text it is
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

  public static <T> T read(String json, Class<T> type) throws JsonProcessingException {
    T value = JSON.readValue(json, type);
    if (value == null) {
      throw new JsonProcessingException("null (expected: an object)") {
        private static final long serialVersionUID = 1;
      };
    }
    return value;
  }

  public static Map<String, Object> readYaml(String yaml) throws JsonProcessingException {
    Map<String, Object> map =
        YAML.readValue(yaml, new TypeReference<LinkedHashMap<String, Object>>() {});
    return map == null ? Map.of() : map;
  }

  public static @Nullable Double finite(@Nullable Double value) {
    return value == null || !Double.isFinite(value) ? null : value;
  }
}
