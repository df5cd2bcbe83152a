package dev.headwater.simulations.bench;

import dev.headwater.files.UserDataException;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Writes the pictures of the speed tables as IDX files: ten classes, each a random picture under
 * noise; the same files everywhere.
 */
public final class BenchPictures {
  /** Side of the pictures of the runs, in pixels. */
  static final int SIDE = 32;

  private static final int CLASSES = 10;
  private static final int IMAGES = 0x803;
  private static final int LABELS = 0x801;

  private BenchPictures() {}

  /**
   * Writes training and test pictures of 32 x 32 pixels, their classes in turn.
   *
   * @param folder is made if it is missing
   * @param train number of training pictures
   * @param test number of test pictures
   * @throws UserDataException if a file cannot be written
   */
  public static void write(Path folder, int train, int test) {
    write(folder, train, test, SIDE);
  }

  /** The same with pictures of {@code side} x {@code side} pixels. */
  static void write(Path folder, int train, int test, int side) {
    try {
      Files.createDirectories(folder);
      SplittableRandom dice = new SplittableRandom(1);
      byte[][] patterns = new byte[CLASSES][side * side];
      for (byte[] pattern : patterns) {
        dice.nextBytes(pattern);
      }
      write(folder, "train", train, side, patterns, dice);
      write(folder, "t10k", test, side, patterns, dice);
    } catch (IOException e) {
      throw new UserDataException(
          "bench: %s cannot be written (expected: a folder with room for %d pictures): %s"
              .formatted(folder, train + test, e.getMessage()),
          e);
    }
  }

  private static void write(
      Path folder, String name, int count, int side, byte[][] patterns, SplittableRandom dice)
      throws IOException {
    try (DataOutputStream labels = open(folder.resolve(name + "-labels-idx1-ubyte"));
        DataOutputStream images = open(folder.resolve(name + "-images-idx3-ubyte"))) {
      labels.writeInt(LABELS);
      labels.writeInt(count);
      images.writeInt(IMAGES);
      images.writeInt(count);
      images.writeInt(side);
      images.writeInt(side);
      byte[] noise = new byte[side * side];
      for (int i = 0; i < count; i++) {
        int label = i % CLASSES;
        labels.writeByte(label);
        dice.nextBytes(noise);
        for (int k = 0; k < noise.length; k++) {
          images.writeByte(((patterns[label][k] & 0xff) + 3 * (noise[k] & 0xff)) / 4);
        }
      }
    }
  }

  private static DataOutputStream open(Path file) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
  }
}
