package dev.headwater.vision.sources;

import dev.headwater.vision.data.PictureSet;

/**
 * A data set of your own: a public class with a public constructor, which takes {@link
 * dev.headwater.learning.names.Arguments} or nothing. {@code class:com.acme.Mine:7} names it where
 * a data set is asked for; docs/extending.md shows one.
 */
@FunctionalInterface
public interface PictureSource {

  /**
   * The pictures, which need not have been read yet; the same at each call.
   *
   * @throws dev.headwater.files.UserDataException if there are none, or they cannot be used
   */
  PictureSet pictures();
}
