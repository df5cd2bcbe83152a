package dev.headwater.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one JSON text, strictly: UTF-8, no duplicate names in an object, nothing after the value.
 * Grammar: RFC 8259.
 */
final class JsonReader {
  /** Deeper than any valid header; prevents malicious nesting from exhausting the stack. */
  private static final int MAX_DEPTH = 64;

  private static final Pattern WORD =
      Pattern.compile("true|false|null|-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads all of {@code json}.
   *
   * @throws InvalidJson with the problem and its position
   */
  static JsonValue read(byte[] json) throws InvalidJson {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidJson("not UTF-8", e);
    }
    JsonReader reader = new JsonReader(text);
    JsonValue value = reader.value(0);
    if (reader.skipSpace() < text.length()) {
      throw reader.invalid("something follows the value");
    }
    return value;
  }

  /** A syntax error; its message ends with the position. */
  static final class InvalidJson extends Exception {
    private static final long serialVersionUID = 1;

    private InvalidJson(String message) {
      super(message);
    }

    private InvalidJson(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private JsonValue value(int depth) throws InvalidJson {
    if (depth > MAX_DEPTH) {
      throw invalid("nested deeper than " + MAX_DEPTH);
    }
    skipSpace();
    return switch (peek()) {
      case '{' -> members(depth);
      case '[' -> elements(depth);
      case '"' -> new JsonValue.Quoted(string());
      default -> word();
    };
  }

  private JsonValue members(int depth) throws InvalidJson {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    at++;
    if (!skipIf('}')) {
      do {
        skipSpace();
        String name = string();
        require(':');
        if (members.put(name, value(depth + 1)) != null) {
          throw invalid("Duplicate field '%s'".formatted(name));
        }
      } while (skipIf(','));
      require('}');
    }
    return new JsonValue.Members(members);
  }

  private JsonValue elements(int depth) throws InvalidJson {
    List<JsonValue> elements = new ArrayList<>();
    at++;
    if (!skipIf(']')) {
      do {
        elements.add(value(depth + 1));
      } while (skipIf(','));
      require(']');
    }
    return new JsonValue.Elements(elements);
  }

  private JsonValue word() throws InvalidJson {
    Matcher word = WORD.matcher(text).region(at, text.length());
    if (!word.lookingAt()) {
      throw invalid(at == text.length() ? "it ends early" : "no value");
    }
    at = word.end();
    return new JsonValue.Word(word.group());
  }

  private String string() throws InvalidJson {
    if (peek() != '"') {
      throw invalid("no name in quotes");
    }
    StringBuilder string = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return string.toString();
      }
      if (c < ' ') {
        throw invalid("a control character in a text");
      }
      string.append(c == '\\' ? escaped() : c);
    }
    throw invalid("a text does not end");
  }

  /**
   * The character that the escape at {@code at} encodes; afterwards {@code at} is its last
   * character.
   */
  private char escaped() throws InvalidJson {
    at++;
    char c = peek();
    int simple = "\"\\/bfnrt".indexOf(c);
    if (simple >= 0 && c != 0) {
      return "\"\\/\b\f\n\r\t".charAt(simple);
    }
    if (c == 'u' && at + 4 < text.length()) {
      int code = 0;
      for (int digit = 0; digit < 4; digit++) {
        at++;
        int value = Character.digit(peek(), 16);
        if (value < 0 || peek() > 'f') {
          throw invalid("no hexadecimal digit");
        }
        code = code * 16 + value;
      }
      return (char) code;
    }
    throw invalid("no such escape");
  }

  /** The current character, 0 at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private int skipSpace() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  private boolean skipIf(char c) {
    skipSpace();
    boolean here = peek() == c;
    at += here ? 1 : 0;
    return here;
  }

  private void require(char c) throws InvalidJson {
    if (!skipIf(c)) {
      throw invalid("no '%c'".formatted(c));
    }
  }

  private InvalidJson invalid(String what) {
    return new InvalidJson("%s at character %d".formatted(what, at));
  }
}
