package dev.headwater.vision.sources.folder;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Alike;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.data.ReadableNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Pictures listed by {@code index.csv}: columns {@code file}, {@code label}, and if known {@code
 * user} and {@code split}, in any order; others are ignored. With a {@code classes.txt}, labels are
 * its names or its line numbers from 0.
 */
final class IndexFile {
  private final Tree root;
  private final String title;
  private final Map<String, Integer> columns = new HashMap<>();
  private final Map<String, Integer> lineOfFile = new HashMap<>();
  private final List<Entry> entries = new ArrayList<>();

  private record Entry(int line, String file, String label, @Nullable String user, Part part) {}

  private IndexFile(Tree root) {
    this.root = root;
    this.title = root.name() + "/" + FolderLayout.INDEX;
  }

  static PictureSet read(Tree root) {
    IndexFile index = new IndexFile(root);
    index.parse(TextFile.csv(String.valueOf(root.text(FolderLayout.INDEX)), index.title));
    return index.pictures();
  }

  private void parse(List<TextFile.Row> rows) {
    if (rows.size() < 2) {
      throw new UserDataException(
          title
              + ": no pictures listed (expected: a line file,label,user,split and one a picture)");
    }
    List<String> header = rows.get(0).fields();
    for (int i = 0; i < header.size(); i++) {
      columns.putIfAbsent(header.get(i).toLowerCase(Locale.ROOT), i);
    }
    for (String needed : List.of("file", "label")) {
      if (!columns.containsKey(needed)) {
        throw new UserDataException(
            "%s line 1: no column %s among %s (expected: file,label and if known user,split)"
                .formatted(title, needed, String.join(",", header)));
      }
    }
    for (TextFile.Row row : rows.subList(1, rows.size())) {
      if (row.fields().size() != header.size()) {
        throw problem(
            row.line(),
            "%d fields".formatted(row.fields().size()),
            "%d, as in the first line".formatted(header.size()));
      }
      entries.add(entry(row));
    }
  }

  private Entry entry(TextFile.Row row) {
    int line = row.line();
    String file = field(row, "file").replace('\\', '/');
    file = file.startsWith("./") ? file.substring(2) : file;
    if (!root.files().containsKey(file)) {
      throw problem(line, "file '%s' is not there".formatted(file), "a path below the index");
    }
    Integer earlier = lineOfFile.put(file, line);
    if (earlier != null) {
      throw problem(
          line, "%s is listed on line %d too".formatted(file, earlier), "every file once");
    }
    String split = columns.containsKey("split") ? field(row, "split") : "train";
    Part part = Part.plainly(split);
    if (part == null) {
      throw problem(line, "split '%s'".formatted(split), "train, test or val");
    }
    String user = columns.containsKey("user") ? field(row, "user") : null;
    if (user != null && user.isEmpty()) {
      throw problem(line, "no user", "a user on every line, or no such column");
    }
    String label = field(row, "label");
    if (label.isEmpty()) {
      throw problem(line, "no label", "a class name");
    }
    return new Entry(line, file, label, user, part);
  }

  private String field(TextFile.Row row, String column) {
    // Composed, as the names of files and folders are.
    String value = Alike.composed(row.fields().get(columns.getOrDefault(column, 0)));
    if (ReadableNames.isLost(value)) {
      throw problem(
          row.line(),
          "%s %s has lost letters".formatted(column, value),
          "the name itself, in UTF-8; write the index again");
    }
    return value;
  }

  private PictureSet pictures() {
    List<String> classes = FolderLayout.classNames(root);
    boolean numbered = classes != null && entries.stream().allMatch(e -> isIndex(e, classes));
    TreeSet<String> seen = new TreeSet<>();
    boolean hasTest = entries.stream().anyMatch(e -> e.part() == Part.TEST);
    for (Entry entry : entries) {
      if (entry.part() == Part.TRAIN) {
        seen.add(entry.label());
      }
    }
    if (seen.isEmpty()) {
      throw new UserDataException(
          title + ": no picture has the split train (expected: some to train on)");
    }
    List<String> labels = classes == null ? List.copyOf(seen) : classes;
    List<Picture> train = new ArrayList<>();
    List<Picture> test = new ArrayList<>();
    for (Entry entry : entries) {
      String label = numbered ? labels.get(Integer.parseInt(entry.label())) : entry.label();
      if (!(classes == null ? seen.contains(label) : labels.contains(label))) {
        throw problem(
            entry.line(),
            "label '%s' is %s".formatted(label, classes == null ? "only tested" : "unknown"),
            "one of " + FolderLayout.abbreviated(labels));
      }
      Tree.Source source = root.files().get(entry.file());
      if (source == null) {
        continue; // was checked when the line was read
      }
      Picture picture =
          new Picture(entry.file(), label, entry.user(), new StoredPicture(entry.file(), source));
      if (entry.part() == Part.TRAIN) {
        train.add(picture);
      } else if (!hasTest || entry.part() == Part.TEST) {
        test.add(picture);
      }
    }
    return new PictureSet(
        root.name(),
        labels,
        FolderLayout.ordered(train, labels),
        FolderLayout.ordered(test, labels),
        notes(hasTest));
  }

  private List<String> notes(boolean tested) {
    long validation = entries.stream().filter(e -> e.part() == Part.VALIDATION).count();
    if (validation == 0) {
      return List.of();
    }
    return List.of(
        "%s: the validation part, pictures: %d, %s"
            .formatted(
                title,
                validation,
                tested
                    ? "is left out, because there is a test part."
                    : "serves as the test part."));
  }

  /** Names win over numbers: a class called 7 is not the eighth. */
  private static boolean isIndex(Entry entry, List<String> classes) {
    String label = entry.label();
    return !classes.contains(label)
        && label.matches("[0-9]{1,6}")
        && Integer.parseInt(label) < classes.size();
  }

  private UserDataException problem(int line, String found, String expected) {
    return new UserDataException(
        "%s line %d: %s (expected: %s)".formatted(title, line, found, expected));
  }
}
