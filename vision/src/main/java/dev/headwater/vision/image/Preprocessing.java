package dev.headwater.vision.image;

import dev.headwater.files.UserDataException;
import java.util.List;

/**
 * How a picture becomes the backbone's input: resize the shorter side to {@code imageSize}
 * (bilinear, antialiased), centre crop to {@code imageSize x imageSize}, scale to [0, 1], then
 * {@code (x - mean) / std} per channel. Part of the wire contract: it comes from the backbone file
 * and travels with the model.
 *
 * @param imageSize side of the square input, in pixels
 * @param mean three channel means, red, green, blue, on the [0, 1] scale
 * @param std three channel deviations, all above 0
 */
public record Preprocessing(int imageSize, List<Float> mean, List<Float> std) {

  /** Smallest and largest side that any supported backbone can take. */
  public static final int MIN_SIZE = 8;

  public static final int MAX_SIZE = 1024;

  /**
   * Refuses sizes outside [8, 1024], and means or deviations that are not three finite numbers (std
   * above 0).
   */
  public Preprocessing {
    if (imageSize < MIN_SIZE || imageSize > MAX_SIZE) {
      throw new UserDataException(
          "image size: %d (expected: %d to %d pixels)".formatted(imageSize, MIN_SIZE, MAX_SIZE));
    }
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != 3 || std.size() != 3) {
      throw new UserDataException(
          "preprocessing: %d means and %d deviations (expected: 3 and 3, for red, green and blue)"
              .formatted(mean.size(), std.size()));
    }
    for (int c = 0; c < 3; c++) {
      if (!Float.isFinite(mean.get(c)) || !Float.isFinite(std.get(c)) || std.get(c) <= 0) {
        throw new UserDataException(
            "preprocessing: channel %d has mean %s and deviation %s (expected: finite, deviation above 0)"
                .formatted(c, mean.get(c), std.get(c)));
      }
    }
  }

  /** The same normalisation at another input size. */
  public Preprocessing withImageSize(int size) {
    return new Preprocessing(size, mean, std);
  }
}
