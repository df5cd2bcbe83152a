package dev.headwater.vision.sources.folder;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Alike;
import dev.headwater.vision.data.ReadableNames;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The small text files that come with pictures: UTF-8, any line ends, a byte-order mark or none.
 */
public final class TextFile {
  private static final Pattern LINE_END = Pattern.compile("\\R");

  private TextFile() {}

  /**
   * The text of a file, every line of which ends with a line feed, whatever ends it in the file.
   *
   * @param bytes UTF-8, or with a byte-order mark UTF-16, as Windows saves "Unicode"
   * @throws UserDataException naming the file if they are neither
   */
  public static String decode(byte[] bytes, String name) {
    boolean little = bytes.length > 1 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe;
    boolean big = bytes.length > 1 && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff;
    try {
      String text =
          (little || big ? UTF_16 : UTF_8).newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return LINE_END
          .matcher(text.startsWith("\ufeff") ? text.substring(1) : text)
          .replaceAll("\n");
    } catch (CharacterCodingException e) {
      throw new UserDataException(
          name + ": not UTF-8 text (expected: UTF-8; save it again in that encoding)", e);
    }
  }

  /** One class name a line, in the order of the class indices; blank lines do not count. */
  static List<String> classNames(String text, String name) {
    List<String> labels =
        text.lines().map(String::strip).map(Alike::composed).filter(l -> !l.isEmpty()).toList();
    Set<String> seen = new HashSet<>();
    for (String label : labels) {
      if (ReadableNames.isLost(label)) {
        throw new UserDataException(
            "%s: %s has lost letters (expected: the name itself, in UTF-8; write the file again)"
                .formatted(name, label));
      }
      if (!seen.add(label)) {
        throw new UserDataException(
            "%s: %s stands there twice (expected: every class once)".formatted(name, label));
      }
    }
    if (labels.isEmpty()) {
      throw new UserDataException(name + ": empty (expected: one class name a line)");
    }
    return labels;
  }

  /** One row of a CSV file and the line it starts on, from 1. */
  record Row(int line, List<String> fields) {}

  /**
   * Comma-separated values as in RFC 4180: fields in quotes may hold commas, line ends and doubled
   * quotes. Unquoted fields are stripped; blank lines do not count. Where the first line has no
   * comma, semicolons separate, as spreadsheets write where the comma is the decimal sign, or tabs.
   */
  static List<Row> csv(String text, String name) {
    char separator = separator(text);
    List<Row> rows = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    int line = 1;
    int start = 1;
    int at = 0;
    while (at < text.length()) {
      StringBuilder field = new StringBuilder();
      int next = field(text, at, separator, field);
      if (next < 0) {
        throw new UserDataException(
            "%s line %d: a quote is not closed, or text follows it (expected: \"a quoted field\",next)"
                .formatted(name, line));
      }
      line += (int) text.substring(at, next).chars().filter(c -> c == '\n').count();
      fields.add(field.toString());
      boolean more = next < text.length() && text.charAt(next) == separator;
      at = next + 1;
      if (!more || at == text.length()) {
        if (more) {
          fields.add("");
        }
        if (fields.size() > 1 || !fields.get(0).isEmpty()) {
          rows.add(new Row(start, List.copyOf(fields)));
        }
        fields.clear();
        line++;
        start = line;
      }
    }
    return rows;
  }

  private static char separator(String text) {
    String first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    for (char candidate : new char[] {',', ';', '\t'}) {
      if (first.indexOf(candidate) >= 0) {
        return candidate;
      }
    }
    return ',';
  }

  /** Appends the field at {@code at}; the index of the separator or line feed after it, or -1. */
  private static int field(String text, int at, char separator, StringBuilder into) {
    int next = at;
    while (next < text.length()
        && text.charAt(next) != separator
        && (text.charAt(next) == ' ' || text.charAt(next) == '\t')) {
      next++;
    }
    if (next == text.length() || text.charAt(next) != '"') {
      int end = at;
      while (end < text.length() && text.charAt(end) != separator && text.charAt(end) != '\n') {
        end++;
      }
      into.append(text.substring(at, end).strip());
      return end;
    }
    for (next++; next < text.length(); next++) {
      char c = text.charAt(next);
      if (c != '"') {
        into.append(c);
      } else if (next + 1 < text.length() && text.charAt(next + 1) == '"') {
        into.append(c);
        next++;
      } else {
        return afterQuote(text, next + 1, separator);
      }
    }
    return -1;
  }

  private static int afterQuote(String text, int at, char separator) {
    int next = at;
    while (next < text.length() && text.charAt(next) != separator && text.charAt(next) != '\n') {
      if (!Character.isWhitespace(text.charAt(next))) {
        return -1;
      }
      next++;
    }
    return next;
  }
}
