package dev.headwater.files;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A value of RFC 8259, as small as a safetensors header needs it. Its text is compact JSON. */
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

  /** A number as it stands there, or {@code true}, {@code false}, {@code null}. */
  record Word(String text) implements JsonValue {
    @Override
    public String toString() {
      return text;
    }

    /**
     * The whole number that this is, no fraction and no exponent.
     *
     * @throws NumberFormatException if it is none, or passes 64 bits
     */
    long integer() {
      return Long.parseLong(text);
    }
  }

  @Override
  String toString();

  /** {@code text} in quotes, escaped where JSON demands it and nowhere else. */
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
