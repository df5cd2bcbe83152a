package dev.headwater.vision.sources.idx;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Origin;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.data.RawPixels;
import dev.headwater.vision.data.ReadableNames;
import dev.headwater.vision.image.RgbImage;
import dev.headwater.vision.sources.folder.FolderLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Data sets of the MNIST family (yann.lecun.com, "The IDX file format"): {@code
 * [prefix]train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte} and the same with {@code t10k}
 * for the test pictures, each gzipped or not.
 */
public final class IdxFiles {
  private static final Pattern NAME =
      Pattern.compile("(.*?)(train|t10k|test)-(images|labels)[-.]idx([13])-ubyte(\\.gz)?");

  private IdxFiles() {}

  /** Whether the name is one of the family. */
  public static boolean isOne(Path file) {
    return matcher(file).matches();
  }

  /** Whether training pictures or labels in this format lie directly in the folder. */
  public static boolean areIn(Path folder) {
    return !prefixes(folder).isEmpty();
  }

  public static PictureSet openFolder(Path folder) {
    SortedSet<String> prefixes = prefixes(folder);
    if (prefixes.size() > 1) {
      throw new UserDataException(
          "%s: several IDX data sets, %s (expected: one; name its train-images file)"
              .formatted(PictureSet.nameOf(folder), String.join(", ", prefixes)));
    }
    return open(folder, prefixes.first(), PictureSet.nameOf(folder));
  }

  public static PictureSet openFile(Path file) {
    Matcher name = matcher(file);
    Path folder = file.toAbsolutePath().getParent();
    if (!name.matches() || folder == null) {
      throw new UserDataException(
          "%s: an IDX file of an unknown name (expected: train-images-idx3-ubyte or t10k-..., .gz or not)"
              .formatted(file));
    }
    return open(folder, name.group(1), PictureSet.nameOf(file));
  }

  private static PictureSet open(Path folder, String prefix, String name) {
    IdxPictures train = part(folder, prefix, "train");
    boolean tested = exists(folder, prefix, "t10k") || exists(folder, prefix, "test");
    String testPart = exists(folder, prefix, "t10k") ? "t10k" : "test";
    TreeSet<Integer> classes = new TreeSet<>();
    train.forEachLabel((i, label) -> classes.add(label));
    int digits = Integer.toString(classes.last()).length();
    SortedMap<Integer, String> names = new TreeMap<>();
    classes.forEach(c -> names.put(c, String.format(Locale.ROOT, "%0" + digits + "d", c)));
    List<String> labels = List.copyOf(names.values());
    return new PictureSet(
        name,
        labels,
        pictures(train, "train", names, labels),
        tested ? pictures(part(folder, prefix, testPart), "test", names, labels) : List.of());
  }

  private static List<Picture> pictures(
      IdxPictures part, String folder, SortedMap<Integer, String> names, List<String> labels) {
    List<Picture> pictures = new ArrayList<>(part.count());
    int digits = Math.max(6, Integer.toString(part.count() - 1).length());
    part.forEachLabel(
        (i, label) -> {
          String className = names.get(label);
          if (className == null) {
            throw new UserDataException(
                "%s: test picture %d has label %d (expected: a label of the training pictures)"
                    .formatted(part.title(), i, label));
          }
          String plain = Integer.toString(i);
          String name = folder + "/" + "0".repeat(digits - plain.length()) + plain;
          pictures.add(new Picture(name, className, null, new IdxContent(part, i, name)));
        });
    return FolderLayout.ordered(pictures, labels);
  }

  private record IdxContent(IdxPictures part, int index, String name) implements Picture.Content {
    @Override
    public byte[] bytes() {
      return part.encoded(index);
    }

    @Override
    public RgbImage decode(byte[] bytes) {
      return RawPixels.decode(bytes, name);
    }

    @Override
    public @Nullable Origin origin() {
      Origin file = part.origin();
      return file == null ? null : file.of(name);
    }
  }

  private static IdxPictures part(Path folder, String prefix, String part) {
    return IdxPictures.read(
        find(folder, prefix, part, "images", 3), find(folder, prefix, part, "labels", 1));
  }

  private static boolean exists(Path folder, String prefix, String part) {
    return list(folder).stream()
        .map(IdxFiles::matcher)
        .anyMatch(m -> m.matches() && m.group(1).equals(prefix) && m.group(2).equals(part));
  }

  private static Path find(Path folder, String prefix, String part, String what, int dimensions) {
    String plain = prefix + part + "-" + what + "-idx" + dimensions + "-ubyte";
    String dotted = prefix + part + "-" + what + ".idx" + dimensions + "-ubyte";
    for (String name : List.of(plain, dotted, plain + ".gz", dotted + ".gz")) {
      if (Files.isRegularFile(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
    throw new UserDataException(
        "%s: no %s (expected: images and labels of the training pictures, .gz or not; those named t10k are for the test)"
            .formatted(PictureSet.nameOf(folder), plain));
  }

  private static SortedSet<String> prefixes(Path folder) {
    SortedSet<String> prefixes = new TreeSet<>();
    for (Path file : list(folder)) {
      Matcher name = matcher(file);
      if (name.matches()) {
        ReadableNames.requireReadable(file, PictureSet.nameOf(folder));
        prefixes.add(name.group(1));
      }
    }
    return prefixes;
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !Files.isDirectory(file)).toList();
    } catch (IOException e) {
      throw new UserDataException(
          "%s: cannot be listed, %s (expected: a readable folder)".formatted(folder, e), e);
    }
  }

  private static Matcher matcher(Path file) {
    return NAME.matcher(String.valueOf(file.getFileName()));
  }
}
