package dev.headwater.vision.sources.folder;

import dev.headwater.files.UserDataException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether folders are the classes of a data set or its parts. Parts are told by their names
 * ({@link Part}) and by the same class folders in them; where names and folders contradict each
 * other nothing is guessed. Validation pictures test where there is no test part, else they are
 * left out: nothing is chosen by them.
 */
final class Splits {
  private static final int SHOWN = 5;

  /**
   * Trees of class folders, by the prefix of their files' names.
   *
   * @param train empty where there is a test part alone
   * @param notes what the user should know
   */
  record Found(SortedMap<String, Tree> train, SortedMap<String, Tree> test, List<String> notes) {}

  /** What lies right in a folder. */
  private record Inside(SortedSet<String> folders, boolean pictures) {
    boolean holdsClasses() {
      return !folders.isEmpty() && !pictures;
    }
  }

  private static final Pattern DATE = Pattern.compile("[\\d_. -]+");

  private final Tree root;
  private final Tree pictures;
  private final SortedMap<String, Inside> inside;

  /** Names of parts, without those of unlabelled pictures. */
  private final SortedMap<String, Part.Named> parts = new TreeMap<>();

  private final SortedSet<String> unlabelled = new TreeSet<>();
  private final SortedSet<String> others = new TreeSet<>();

  private Splits(Tree root, Tree pictures) {
    this.root = root;
    this.pictures = pictures;
    this.inside = inside(pictures);
    for (String folder : inside.keySet()) {
      Part.Named named = Part.named(folder);
      if (named == null) {
        others.add(folder);
      } else if (named.part() == Part.UNLABELLED) {
        unlabelled.add(folder);
      } else {
        parts.put(folder, named);
      }
    }
  }

  /**
   * The parts or classes of a data set.
   *
   * @param root names the data set in messages
   * @param pictures at least one folder, no picture outside
   * @throws UserDataException where it is not clear which they are, or a part cannot be used
   */
  static Found of(Tree root, Tree pictures) {
    Splits splits = new Splits(root, pictures);
    return splits.parts.isEmpty() ? splits.ofClasses() : splits.ofParts();
  }

  /** All folders are classes, whatever they are called. */
  static Found allClasses(Tree pictures) {
    return new Found(new TreeMap<>(Map.of("", pictures)), new TreeMap<>(), List.of());
  }

  private Found ofParts() {
    boolean flat = parts.keySet().stream().allMatch(folder -> in(folder).folders().isEmpty());
    SortedSet<String> rests = new TreeSet<>();
    parts.values().forEach(named -> rests.add(named.rest()));
    boolean named = rests.size() > 1 || (parts.size() == 1 && !rests.contains(""));
    if (flat && (named || !others.isEmpty())) {
      return ofClasses();
    }
    if (flat && parts.size() > 1 && mayBeClasses()) {
      return classes(
          List.of(
              "%s: %s are taken for classes, because pictures lie right in them."
                  .formatted(root.name(), listed(inside.keySet()))));
    }
    if (flat) {
      return split(); // refuses pictures without a class
    }
    if (others.isEmpty() && rests.equals(Set.of(""))) {
      return split();
    }
    SortedSet<String> same = shared(parts.keySet());
    if (!same.isEmpty()) {
      if (others.isEmpty() && (rests.size() == 1 || (rests.contains("") && onePerPart()))) {
        return split();
      }
      throw unclear(parts.keySet(), same);
    }
    SortedSet<String> all = shared(inside.keySet());
    if (inside.size() == 2
        && !all.isEmpty()
        && parts.values().stream().anyMatch(Part.Named::isPlain)) {
      throw unclear(inside.keySet(), all);
    }
    return ofClasses();
  }

  /** Train and test may be two things to tell apart; with validation they are not. */
  private boolean mayBeClasses() {
    return unlabelled.isEmpty()
        && parts.values().stream().noneMatch(named -> named.part() == Part.VALIDATION);
  }

  private boolean onePerPart() {
    Set<Part> seen = EnumSet.noneOf(Part.class);
    return parts.values().stream().allMatch(named -> seen.add(named.part()));
  }

  private UserDataException unclear(Collection<String> alike, SortedSet<String> same) {
    String beside =
        others.isEmpty() || alike.containsAll(others) ? "" : ", beside " + listed(others);
    return new UserDataException(
        "%s: %s hold the same folders, such as %s%s: parts of one data set, or classes? (expected: parts called train and test with nothing beside them, or classes that are all named in a classes.txt)"
            .formatted(root.name(), listed(alike), same.first(), beside));
  }

  private Found split() {
    SortedMap<String, Tree> train = new TreeMap<>();
    SortedMap<String, Tree> test = new TreeMap<>();
    boolean tested = parts.values().stream().anyMatch(named -> named.part() == Part.TEST);
    List<String> notes = new ArrayList<>();
    parts.forEach(
        (folder, named) -> {
          Map.Entry<String, Tree> part = inner(folder);
          String loose = looseIn(part.getValue());
          if (loose != null) {
            throw new UserDataException(
                "%s: %s%s lies in no class folder (expected: %sCLASS/%s; if %s is a class, name all of them in a classes.txt)"
                    .formatted(root.name(), part.getKey(), loose, part.getKey(), loose, folder));
          }
          if (named.part() == Part.TRAIN) {
            train.put(part.getKey(), part.getValue());
          } else if (named.part() == Part.TEST || !tested) {
            test.put(part.getKey(), part.getValue());
          }
          if (!named.isPlain()) {
            notes.add(
                "%s: %s is taken for the %s part, because the same class folders are in each part."
                    .formatted(root.name(), folder, word(named.part())));
          }
          if (named.part() == Part.VALIDATION) {
            notes.add(validation(folder, tested));
          }
        });
    for (String folder : unlabelled) {
      notes.add("%s: %s is left out: its classes are not known.".formatted(root.name(), folder));
    }
    return new Found(train, test, notes);
  }

  private String validation(String folder, boolean tested) {
    return tested
        ? "%s: %s, a validation part, is left out, because there is a test part."
            .formatted(root.name(), folder)
        : "%s: %s, a validation part, serves as the test part.".formatted(root.name(), folder);
  }

  private static String word(Part part) {
    return switch (part) {
      case TRAIN -> "training";
      case TEST -> "test";
      default -> "validation";
    };
  }

  /** Steps through folders that repeat the part's name, or say no more than {@code images}. */
  private Map.Entry<String, Tree> inner(String folder) {
    String prefix = folder + "/";
    Tree tree = pictures.below(folder);
    Part.Named outer = Part.named(folder);
    while (tree.folders().size() == 1 && looseIn(tree) == null) {
      String only = tree.folders().iterator().next();
      Part.Named named = Part.named(only);
      boolean repeats = named != null && outer != null && named.part() == outer.part();
      Tree below = tree.below(only);
      if (!(repeats || Part.isFiller(only)) || looseIn(below) != null) {
        break;
      }
      prefix += only + "/";
      tree = below;
    }
    return Map.entry(prefix, tree);
  }

  private static @Nullable String looseIn(Tree tree) {
    return tree.files().keySet().stream()
        .filter(path -> !path.contains("/"))
        .findFirst()
        .orElse(null);
  }

  /** Class folders that are in the first of these and in another, in the spelling of one. */
  private SortedSet<String> shared(Collection<String> folders) {
    Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    SortedSet<String> shared = new TreeSet<>();
    for (String folder : folders) {
      Tree tree = inner(folder).getValue();
      if (looseIn(tree) == null) {
        for (String inIt : tree.folders()) {
          if (!seen.add(inIt)) {
            shared.add(inIt);
          }
        }
      }
    }
    return shared;
  }

  /** Class folders, each of which may have parts. */
  private Found ofClasses() {
    List<String> split = new ArrayList<>();
    List<String> whole = new ArrayList<>();
    for (String folder : inside.keySet()) {
      (isSplit(in(folder)) ? split : whole).add(folder);
    }
    boolean tested = split.stream().anyMatch(f -> in(f).folders().size() > 1);
    if (!tested) {
      return classes(alikeInside());
    }
    if (!whole.isEmpty()) {
      throw new UserDataException(
          "%s: class %s has parts (%s) and class %s has none (expected: the same in every class)"
              .formatted(
                  root.name(), split.get(0), listed(in(split.get(0)).folders()), whole.get(0)));
    }
    Tree train = chosen(Part.TRAIN);
    Tree test = chosen(Part.TEST);
    Tree validation = chosen(Part.VALIDATION);
    List<String> notes =
        validation.files().isEmpty()
            ? List.of()
            : List.of(validation("the folder " + of(validation), !test.files().isEmpty()));
    return new Found(
        new TreeMap<>(Map.of("", train)),
        new TreeMap<>(Map.of("", test.files().isEmpty() ? validation : test)),
        notes);
  }

  private static String of(Tree part) {
    String path = part.files().firstKey();
    int slash = path.indexOf('/');
    return path.substring(slash + 1, path.indexOf('/', slash + 1)) + " of each class";
  }

  private static boolean isSplit(Inside folder) {
    return folder.holdsClasses()
        && folder.folders().stream().allMatch(f -> Part.plainly(f) != null)
        && folder.folders().stream().anyMatch(f -> Part.plainly(f) == Part.TRAIN);
  }

  /** The pictures that lie in folders of this part, whatever their class. */
  private Tree chosen(Part wanted) {
    SortedMap<String, Tree.Source> files = new TreeMap<>();
    pictures
        .files()
        .forEach(
            (path, source) -> {
              String[] folders = path.split("/", 3);
              if (Part.plainly(folders[1]) == wanted) {
                files.put(path, source);
              }
            });
    return new Tree(pictures.name(), files);
  }

  /** Sites or parts whose names say nothing would be learned as classes. */
  private List<String> alikeInside() {
    Set<String> once = new TreeSet<>();
    List<String> again =
        inside.values().stream()
            .flatMap(each -> each.folders().stream())
            .filter(folder -> !DATE.matcher(folder).matches()) // pictures of a class by year or day
            .filter(folder -> !once.add(folder))
            .distinct()
            .sorted()
            .toList();
    boolean alike = again.size() > 1 && inside.values().stream().allMatch(Inside::holdsClasses);
    return alike
        ? List.of(
            "%s: %s are taken for classes, though several hold the same folders %s (if those are the classes, give a folder further down; or call these train and test, or give each client its own)."
                .formatted(root.name(), listed(inside.keySet()), listed(again)))
        : List.of();
  }

  private Found classes(List<String> notes) {
    return new Found(allClasses(pictures).train(), new TreeMap<>(), notes);
  }

  private Inside in(String folder) {
    return inside.getOrDefault(folder, new Inside(new TreeSet<>(), false));
  }

  private static SortedMap<String, Inside> inside(Tree pictures) {
    SortedMap<String, SortedSet<String>> folders = new TreeMap<>();
    Set<String> loose = new TreeSet<>();
    for (String path : pictures.files().keySet()) {
      int first = path.indexOf('/');
      int second = path.indexOf('/', first + 1);
      String folder = path.substring(0, first);
      SortedSet<String> deeper = folders.computeIfAbsent(folder, f -> new TreeSet<>());
      if (second < 0) {
        loose.add(folder);
      } else {
        deeper.add(path.substring(first + 1, second));
      }
    }
    SortedMap<String, Inside> inside = new TreeMap<>();
    folders.forEach(
        (folder, deeper) -> inside.put(folder, new Inside(deeper, loose.contains(folder))));
    return inside;
  }

  private static String listed(Collection<String> names) {
    String start = String.join(", ", names.stream().limit(SHOWN).toList());
    return names.size() <= SHOWN ? start : "%s and %d more".formatted(start, names.size() - SHOWN);
  }
}
