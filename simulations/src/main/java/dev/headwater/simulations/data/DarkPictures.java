package dev.headwater.simulations.data;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.features.OnUnreadable;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Remembers which pictures are nearly black, and leaves the unreadable ones to somebody else. */
final class DarkPictures implements OnUnreadable {
  private static final int SHOWN = 5;

  private final OnUnreadable unreadable;
  private final SortedSet<String> names = new TreeSet<>();

  DarkPictures(OnUnreadable unreadable) {
    this.unreadable = unreadable;
  }

  @Override
  public void unreadable(Picture picture, UserDataException why) {
    unreadable.unreadable(picture, why);
  }

  @Override
  public void nearlyBlack(Picture picture) {
    names.add(picture.name());
  }

  /**
   * {@return a sentence with their number and the first of their names; none where there are none}
   *
   * @param what name of the pictures, such as {@code training pictures}
   */
  Optional<String> note(String what) {
    if (names.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "%d nearly black %s, in 16-bit grey without a value of an eighth of the range (12 bits in 16? they are used as they are; stretch their values to 16 or 8 bits and save them again): %s%s"
            .formatted(
                names.size(),
                what,
                names.stream().limit(SHOWN).collect(Collectors.joining(", ")),
                names.size() > SHOWN ? ", ..." : ""));
  }
}
