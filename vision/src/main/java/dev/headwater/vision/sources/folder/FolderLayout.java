package dev.headwater.vision.sources.folder;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes a data set of a tree of files. With an {@code index.csv} at the root it says what is what;
 * else a picture's class is its folder, below or above those of the parts where the set has parts,
 * see {@link Splits}. All of it may lie below one more folder, as zips often have it.
 */
public final class FolderLayout {
  static final String INDEX = "index.csv";
  static final String CLASSES = "classes.txt";
  public static final String EXPECTED =
      "one folder per class with the pictures in it, such as cat/1.jpg and dog/7.jpg, if you like below train/ and test/";

  private static final Set<String> NO_PICTURES =
      Set.of("txt", "csv", "tsv", "json", "jsonl", "md", "xml", "yaml", "yml");
  private static final Set<String> PICTURES =
      Set.of("jpg", "jpeg", "png", "gif", "bmp", "webp", "heic", "tif", "tiff");
  private static final Set<String> ARCHIVES =
      Set.of("zip", "tar", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar");

  /** Folders around the data set that hold nothing else. */
  private static final int MAX_WRAPS = 8;

  private FolderLayout() {}

  public static PictureSet read(Tree tree) {
    if (tree.files().isEmpty()) {
      throw new UserDataException(
          "%s: no files in it (expected: %s)".formatted(tree.name(), EXPECTED));
    }
    Tree root = unwrap(tree);
    return root.files().containsKey(INDEX) ? IndexFile.read(root) : classFolders(root);
  }

  /**
   * Steps into folders that are the only one, down to what has a description, parts or classes. Of
   * folders with a name of their own it leaves out one at most before classes: a client may have
   * one class, in folders by year.
   */
  private static Tree unwrap(Tree tree) {
    Tree at = tree;
    int named = 0;
    for (int depth = 0; depth < MAX_WRAPS; depth++) {
      if (at.files().containsKey(INDEX) || at.files().containsKey(CLASSES)) {
        return at;
      }
      Set<String> folders = picturesBelow(at).folders();
      if (!loosePictures(at).isEmpty() || folders.isEmpty()) {
        return tree; // the only folder is a class
      }
      if (folders.size() > 1) {
        return named <= 1 || folders.stream().anyMatch(FolderLayout::isTrain) ? at : tree;
      }
      String only = folders.iterator().next();
      Part part = Part.plainly(only);
      if (part == Part.TRAIN || (part != null && depth == 0)) {
        return at;
      }
      named += part != null || Part.named(only) != null || Part.isFiller(only) ? 0 : 1;
      at = at.below(only);
    }
    return tree;
  }

  private static boolean isTrain(String folder) {
    Part.Named named = Part.named(folder);
    return named != null && named.part() == Part.TRAIN;
  }

  private static PictureSet classFolders(Tree root) {
    Tree pictures = picturesBelow(root);
    List<String> loose = loosePictures(root);
    Set<String> folders = pictures.folders();
    if (!loose.isEmpty() || folders.isEmpty()) {
      throw new UserDataException(
          "%s: %s (expected: %s)".formatted(root.name(), outside(root, loose), EXPECTED));
    }
    List<String> fixed = classNames(root);
    Splits.Found found =
        fixed != null && fixed.containsAll(folders)
            ? Splits.allClasses(pictures)
            : Splits.of(root, pictures);
    SortedSet<String> trained = new TreeSet<>();
    (found.train().isEmpty() ? found.test() : found.train())
        .values()
        .forEach(tree -> trained.addAll(tree.folders()));
    List<String> labels = labels(root, fixed, trained);
    return new PictureSet(
        root.name(),
        labels,
        pictures(root, labels, found.train()),
        pictures(root, labels, found.test()),
        found.notes());
  }

  private static List<String> labels(
      Tree root, @Nullable List<String> fixed, SortedSet<String> found) {
    if (fixed == null) {
      return List.copyOf(found);
    }
    for (String label : found) {
      if (!fixed.contains(label)) {
        throw new UserDataException(
            "%s: folder %s is not in classes.txt (expected: one of %s)"
                .formatted(root.name(), label, abbreviated(fixed)));
      }
    }
    return fixed;
  }

  private static List<Picture> pictures(Tree root, List<String> labels, Map<String, Tree> parts) {
    Set<String> known = Set.copyOf(labels);
    List<Picture> pictures = new ArrayList<>();
    parts.forEach(
        (prefix, tree) ->
            tree.files()
                .forEach(
                    (path, source) -> {
                      String label = path.substring(0, path.indexOf('/'));
                      String name = prefix + path;
                      if (!known.contains(label)) {
                        throw new UserDataException(
                            "%s: %s is of a class that has no training pictures (expected: one of %s)"
                                .formatted(root.name(), name, abbreviated(labels)));
                      }
                      pictures.add(new Picture(name, label, null, new StoredPicture(name, source)));
                    }));
    return ordered(pictures, labels);
  }

  /** The canonical order: by class index, then by name. */
  public static List<Picture> ordered(List<Picture> pictures, List<String> labels) {
    Map<String, Integer> index = new HashMap<>();
    labels.forEach(label -> index.put(label, index.size()));
    return pictures.stream()
        .sorted(
            Comparator.comparingInt((Picture p) -> index.getOrDefault(p.label(), -1))
                .thenComparing(Picture::name))
        .toList();
  }

  /** The label order that {@code classes.txt} fixes, null without one. */
  static @Nullable List<String> classNames(Tree root) {
    String text = root.text(CLASSES);
    return text == null ? null : TextFile.classNames(text, root.name() + "/" + CLASSES);
  }

  public static String abbreviated(List<String> labels) {
    String start = String.join(", ", labels.subList(0, Math.min(10, labels.size())));
    return labels.size() <= 10 ? start : start + " and " + (labels.size() - 10) + " more";
  }

  /** Without files that are surely none; what remains and is none counts as unreadable later. */
  private static Tree picturesBelow(Tree tree) {
    SortedMap<String, Tree.Source> files = new TreeMap<>();
    tree.files()
        .forEach(
            (path, source) -> {
              if (path.contains("/") && !NO_PICTURES.contains(extension(path))) {
                files.put(path, source);
              }
            });
    return new Tree(tree.name(), files);
  }

  /** Files directly at the root whose names say that they are pictures. */
  /** What is there in place of class folders. */
  private static String outside(Tree root, List<String> loose) {
    if (!loose.isEmpty()) {
      return "%d pictures outside any class folder, such as %s"
          .formatted(loose.size(), loose.get(0));
    }
    return root.files().keySet().stream()
        .filter(path -> ARCHIVES.contains(extension(path)))
        .findFirst()
        .map(
            path -> "no class folder, but the archive %s, which has to be unpacked".formatted(path))
        .orElse("no class folder with pictures");
  }

  private static List<String> loosePictures(Tree tree) {
    return tree.files().keySet().stream()
        .filter(path -> !path.contains("/") && PICTURES.contains(extension(path)))
        .toList();
  }

  private static String extension(String path) {
    int dot = path.lastIndexOf('.');
    return dot < 0 ? "" : path.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
