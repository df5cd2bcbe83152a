package dev.headwater.vision.sources.folder;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Alike;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a site's classes are called elsewhere: a CSV file with two columns, {@code from} and {@code
 * to}. Each name is replaced once; several may become one.
 */
public final class LabelMap {
  /** Renames nothing. */
  public static final LabelMap NONE = new LabelMap("", Map.of());

  private static final List<String> HEADER = List.of("from", "to");

  private final String title;
  private final Map<String, String> names;

  private LabelMap(String title, Map<String, String> names) {
    this.title = title;
    this.names = names;
  }

  /**
   * Reads a file; a first line {@code from,to} is allowed.
   *
   * @throws UserDataException if it cannot be read, names nothing, or gives a class two names
   */
  public static LabelMap read(Path file) {
    String title = "label-map: " + PictureSet.nameOf(file);
    Map<String, String> names = new LinkedHashMap<>();
    for (TextFile.Row row : TextFile.csv(text(file, title), title)) {
      List<String> fields = row.fields().stream().map(String::strip).map(Alike::composed).toList();
      if (names.isEmpty() && fields.equals(HEADER)) {
        continue;
      }
      if (fields.size() != 2 || fields.get(0).isEmpty() || fields.get(1).isEmpty()) {
        throw new UserDataException(
            "%s line %d: %s (expected: two names, FROM,TO; in quotes where one has a comma)"
                .formatted(title, row.line(), String.join(",", fields)));
      }
      String earlier = names.putIfAbsent(fields.get(0), fields.get(1));
      if (earlier != null && !earlier.equals(fields.get(1))) {
        throw new UserDataException(
            "%s line %d: %s is called %s further up (expected: one new name for a class)"
                .formatted(title, row.line(), fields.get(0), earlier));
      }
    }
    if (names.isEmpty()) {
      throw new UserDataException(
          title + ": no names in it (expected: a line FROM,TO for a class)");
    }
    return new LabelMap(title, names);
  }

  private static String text(Path file, String title) {
    try {
      return TextFile.decode(Files.readAllBytes(file), title);
    } catch (IOException e) {
      throw new UserDataException(
          "%s: cannot be read: %s (expected: a CSV file with lines FROM,TO)"
              .formatted(title, FileTrouble.words(e)),
          e);
    }
  }

  /**
   * The same pictures under the new names. Classes that become one stand where the first of them
   * stood, unless all are sorted by name; then they are sorted again. One file may serve several
   * sites: a name that a set lacks is only told where the set lacks the new name too.
   */
  public PictureSet apply(PictureSet set) {
    if (names.isEmpty()) {
      return set;
    }
    List<String> known = set.labels();
    List<String> idle =
        names.entrySet().stream()
            .filter(e -> !known.contains(e.getKey()) && !known.contains(e.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    boolean sorted = known.equals(known.stream().sorted().toList());
    List<String> labels = known.stream().map(this::renamed).distinct().toList();
    List<String> order = sorted ? labels.stream().sorted().toList() : labels;
    List<String> notes = new ArrayList<>(set.notes());
    if (!idle.isEmpty()) {
      notes.add(
          "%s: %s has no class %s (it has %s)."
              .formatted(
                  title,
                  set.name(),
                  FolderLayout.abbreviated(idle),
                  FolderLayout.abbreviated(known)));
    }
    return new PictureSet(
        set.name(), order, renamed(set.train(), order), renamed(set.test(), order), notes);
  }

  private String renamed(String label) {
    return names.getOrDefault(label, label);
  }

  private List<Picture> renamed(List<Picture> pictures, List<String> order) {
    List<Picture> renamed =
        pictures.stream()
            .map(p -> new Picture(p.name(), renamed(p.label()), p.user(), p.content()))
            .toList();
    return FolderLayout.ordered(renamed, order);
  }
}
