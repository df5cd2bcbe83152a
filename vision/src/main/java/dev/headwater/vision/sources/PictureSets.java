package dev.headwater.vision.sources;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.names.Choices;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.data.ReadableNames;
import dev.headwater.vision.image.ImageDecoder;
import dev.headwater.vision.sources.folder.FolderLayout;
import dev.headwater.vision.sources.folder.Folders;
import dev.headwater.vision.sources.folder.Zips;
import dev.headwater.vision.sources.idx.IdxFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Opens data sets of every kind. Pictures are listed at once and read when wanted. */
public final class PictureSets {
  private static final String KINDS =
      "demo, a folder of class folders, a zip of one, or IDX files of the MNIST family";

  /** In front of the name of a class of one's own. */
  private static final String CLASS = "class:";

  private static final Choices<PictureSource> OWN = Choices.ofClasses("data", PictureSource.class);

  private PictureSets() {}

  /**
   * Opens what a person named: {@code demo}, {@code demo:seed=7,users=20}, {@code
   * class:com.acme.Mine:7} for a {@link PictureSource}, or a path.
   *
   * @throws UserDataException if it does not exist, or is no data set
   */
  public static PictureSet open(String source) {
    return requireTraining(either(source));
  }

  private static PictureSet either(String source) {
    if (isDemo(source)) {
      return DemoPictures.parse(source).pictures();
    }
    if (source.startsWith(CLASS)) {
      return own(source.substring(CLASS.length()));
    }
    if (source.isBlank()) {
      throw new UserDataException("data: nothing named (expected: " + KINDS + ")");
    }
    return either(path(source));
  }

  private static Path path(String source) {
    try {
      return Path.of(source);
    } catch (InvalidPathException e) {
      throw new UserDataException(
          "data: %s is not a path (expected: %s%s)"
              .formatted(
                  source, KINDS, ReadableNames.isLost(source) ? "; " + ReadableNames.advice() : ""),
          e);
    }
  }

  private static PictureSet own(String spec) {
    PictureSet set = UserInput.valid(() -> OWN.parse(spec).pictures());
    requireLabels(new PictureSet(set.name(), set.labels(), List.of(), set.train()), set.labels());
    requireLabels(set, set.labels());
    return new PictureSet(
        set.name(),
        set.labels(),
        FolderLayout.ordered(set.train(), set.labels()),
        FolderLayout.ordered(set.test(), set.labels()),
        set.notes());
  }

  /**
   * Opens a folder or file and detects its kind. One class is enough here, for a client that has no
   * more; see {@link #requireTwoClasses}.
   *
   * @throws UserDataException if it does not exist, is no data set, or is a test part alone
   */
  public static PictureSet open(Path path) {
    return requireTraining(either(path));
  }

  /**
   * Refuses a path at which there is nothing, without opening what is there.
   *
   * @param source as for {@link #open(String)}
   * @throws UserDataException if it is a path, and no file or folder
   */
  public static void requireThere(String source) {
    if (!isDemo(source) && !source.startsWith(CLASS) && !source.isBlank()) {
      requireThere(path(source));
    }
  }

  private static boolean isDemo(String source) {
    return source.equals("demo") || source.startsWith("demo:");
  }

  private static void requireThere(Path path) {
    if (!Files.exists(path)) {
      throw new UserDataException("data: there is no %s (expected: %s)".formatted(path, KINDS));
    }
  }

  private static PictureSet either(Path path) {
    requireThere(path);
    if (Files.isDirectory(path)) {
      return IdxFiles.areIn(path)
          ? IdxFiles.openFolder(path)
          : FolderLayout.read(Folders.open(path));
    }
    byte[] head = head(path);
    boolean idx = head.length >= 4 && head[0] == 0 && head[1] == 0 && head[2] == 8;
    if (idx || IdxFiles.isOne(path)) {
      return IdxFiles.openFile(path);
    }
    if (head.length >= 2 && head[0] == 'P' && head[1] == 'K') {
      return FolderLayout.read(Zips.open(path));
    }
    throw new UserDataException(
        "data: %s is %s (expected: %s)"
            .formatted(
                path, head.length == 0 ? "an empty file" : ImageDecoder.kindOf(head), KINDS));
  }

  private static PictureSet requireTraining(PictureSet set) {
    if (set.train().isEmpty() && !set.test().isEmpty()) {
      String first = set.test().get(0).name();
      throw new UserDataException(
          "%s: %s without train (expected: both, or the class folders themselves; open the folder inside)"
              .formatted(set.name(), first.substring(0, Math.max(0, first.indexOf('/')))));
    }
    return set;
  }

  /**
   * Refuses a set without anything to learn.
   *
   * @return the set
   * @throws UserDataException if fewer than two classes have training pictures
   */
  public static PictureSet requireTwoClasses(PictureSet set) {
    Set<String> used = set.train().stream().map(Picture::label).collect(Collectors.toSet());
    if (used.size() < 2) {
      throw new UserDataException(
          "%s: %s has training pictures (expected: at least two classes; %s)"
              .formatted(
                  set.name(),
                  used.isEmpty() ? "no class" : "only class " + used.iterator().next(),
                  FolderLayout.EXPECTED));
    }
    return set;
  }

  /**
   * Trains on one source and tests on the test pictures of another, see {@link #openTest}.
   *
   * @throws UserDataException if a tested class is none of the trained ones, naming it
   */
  public static PictureSet withTest(PictureSet train, PictureSet test) {
    List<Picture> tests = testPictures(test);
    requireLabels(test, train.labels());
    return new PictureSet(
        train.name(),
        train.labels(),
        train.train(),
        FolderLayout.ordered(tests, train.labels()),
        Stream.concat(train.notes().stream(), test.notes().stream()).distinct().toList());
  }

  /**
   * Refuses test pictures of classes that are not trained.
   *
   * @throws UserDataException naming the first such class
   */
  public static void requireLabels(PictureSet test, List<String> labels) {
    for (Picture picture : testPictures(test)) {
      if (!labels.contains(picture.label())) {
        throw new UserDataException(
            "test data %s: class %s is unknown (expected: one of %s)"
                .formatted(test.name(), picture.label(), FolderLayout.abbreviated(labels)));
      }
    }
  }

  /**
   * A source as something that only tests: its test part, or all of it where it has none apart.
   *
   * @throws UserDataException as {@link #open(String)}
   */
  public static PictureSet openTest(String source) {
    if (source.isBlank()) {
      throw new UserDataException("test-data: nothing named (expected: " + KINDS + ")");
    }
    PictureSet set = either(source);
    return new PictureSet(set.name(), set.labels(), List.of(), testPictures(set), set.notes());
  }

  private static List<Picture> testPictures(PictureSet set) {
    return set.test().isEmpty() ? set.train() : set.test();
  }

  private static byte[] head(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(512);
    } catch (IOException e) {
      throw new UserDataException(
          "data: %s cannot be read, %s (expected: read permission)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
  }
}
