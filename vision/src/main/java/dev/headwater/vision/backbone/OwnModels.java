package dev.headwater.vision.backbone;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.models.Model;

/**
 * Makes the models of heads that are classes of a user's own. A file names its head's class, and no
 * class is loaded because a file names it: the reader's caller decides.
 */
@FunctionalInterface
public interface OwnModels {
  /** Loads no class. */
  OwnModels NONE =
      (spec, classes, features) -> {
        throw new UserDataException(
            "its head is %s, a class of somebody's own (expected: linear or mlp, or 'predict --extensions JAR' with the jar that holds the class; no class is loaded because a file names it)"
                .formatted(Metadata.shortened(spec)));
      };

  /**
   * The model that a head's spec names.
   *
   * @param spec a class name, with arguments after a colon
   * @param classes at least 2
   * @param features at least 1
   * @throws UserDataException if it is not loaded
   * @throws IllegalArgumentException if there is no such class, or it cannot be used
   */
  Model create(String spec, int classes, int features);
}
