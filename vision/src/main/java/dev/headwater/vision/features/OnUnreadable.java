package dev.headwater.vision.features;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Picture;

/** What to do about a picture that cannot be read: return to leave it out, or throw to stop. */
@FunctionalInterface
public interface OnUnreadable {
  /** Stops at the first one. */
  OnUnreadable STOP =
      (picture, why) -> {
        throw why;
      };

  /**
   * Called by one thread at a time, in the order of the pictures, whatever the number of threads.
   *
   * @param why names the picture and says what is wrong with it
   */
  void unreadable(Picture picture, UserDataException why);

  /**
   * Told of pictures that were decoded and are nearly black ({@link
   * dev.headwater.vision.image.RgbImage#nearlyBlack}); they are used as they are. Called by one
   * thread at a time, in no order; not for pictures whose features were in the cache.
   */
  default void nearlyBlack(Picture picture) {}
}
