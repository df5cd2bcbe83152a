package dev.headwater.files;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A JSON value (RFC 8259), limited to the needs of a safetensors header. Its text is compact JSON.
 */
sealed interface JsonValue {

  /** Members in the order of the text. */
  record Members(Map<String, JsonValue> values) implements JsonValue {
    @Override
    public String toString() {
      return values.entrySet().stream()
          .map(member -> quoted(member.getKey()) + ":" + member.getValue())
          .collect(Collectors.joining(",", "{", "}"));
    }
  }

  /** An array. */
  record Elements(List<JsonValue> values) implements JsonValue {
    @Override
    public String toString() {
      return values.stream().map(JsonValue::toString).collect(Collectors.joining(",", "[", "]"));
    }
  }

  /** A string. */
  record Quoted(String value) implements JsonValue {
    @Override
    public String toString() {
      return quoted(value);
    }
  }

  /** A number in its original text, or {@code true}, {@code false}, {@code null}. */
  record Word(String text) implements JsonValue {
    @Override
    public String toString() {
      return text;
    }

    /**
     * The integer value, without fraction and exponent.
     *
     * @throws NumberFormatException if it is not an integer, or exceeds 64 bits
     */
    long integer() {
      return Long.parseLong(text);
    }
  }

  @Override
  String toString();

  /** {@code text} in quotes, with only the escapes that JSON requires. */
  static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ') {
            json.append("\\u%04X".formatted((int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }
}
