package dev.headwater.vision.sources.folder;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The parts in which data sets come, by the words that people have for them. */
enum Part {
  TRAIN,
  TEST,
  /** For choosing settings, which nobody does here: it tests where there is no test part. */
  VALIDATION,
  /** Pictures whose class is not known, as contests hand them out. */
  UNLABELLED;

  private static final Map<String, Part> BY_WORD = new HashMap<>();

  static {
    words(TRAIN, "train training trn trainval");
    words(TEST, "test testing tests tst");
    words(VALIDATION, "val valid validate validation validating dev devel development");
    words(VALIDATION, "eval evaluation holdout");
    words(UNLABELLED, "pred predict prediction predictions unlabeled unlabelled submission");
  }

  /** Words that say nothing: a test set is a test. */
  private static final Set<String> FILLERS =
      Set.of(
          "set",
          "data",
          "dataset",
          "image",
          "images",
          "img",
          "imgs",
          "picture",
          "pictures",
          "pics",
          "photo",
          "photos",
          "sample",
          "samples",
          "split",
          "folder");

  private static void words(Part part, String words) {
    for (String word : words.split(" ", -1)) {
      BY_WORD.put(word, part);
    }
  }

  /**
   * A folder's name, read as that of a part: {@code Training}, {@code test1}, {@code seg_train}.
   *
   * @param rest its other words, here {@code seg}; empty if the name says nothing else
   */
  record Named(Part part, String rest) {
    /** Whether the name says this and nothing else. */
    boolean isPlain() {
      return rest.isEmpty();
    }
  }

  /** Null for a name that has no word for a part, or those for several. */
  static @Nullable Named named(String name) {
    String words =
        Normalizer.normalize(name, Normalizer.Form.NFKC)
            .replaceAll("(\\p{Ll})(\\p{Lu})", "$1 $2")
            .toLowerCase(Locale.ROOT);
    Part found = null;
    StringJoiner rest = new StringJoiner(" ");
    for (String word : words.split("[^\\p{L}\\p{M}]+", -1)) {
      Part part = ofWord(word);
      if (part != null && found != null && part != found) {
        return null;
      }
      if (part != null) {
        found = part;
      } else if (!word.isEmpty() && !FILLERS.contains(word)) {
        rest.add(word);
      }
    }
    return found == null ? null : new Named(found, rest.toString());
  }

  /** The part of which {@code name} is the plain name, also of a split in an index; else null. */
  static @Nullable Part plainly(String name) {
    Named named = named(name);
    return named != null && named.isPlain() && named.part() != UNLABELLED ? named.part() : null;
  }

  /** Whether a folder of this name only wraps what is in it. */
  static boolean isFiller(String name) {
    return FILLERS.contains(name.toLowerCase(Locale.ROOT));
  }

  private static @Nullable Part ofWord(String word) {
    Part part = BY_WORD.get(word);
    if (part != null) {
      return part;
    }
    for (String filler : FILLERS) {
      if (word.endsWith(filler)) {
        part = BY_WORD.get(word.substring(0, word.length() - filler.length()));
        if (part != null) {
          return part;
        }
      }
    }
    return null;
  }
}
