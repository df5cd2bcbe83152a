package dev.headwater.examples;

import dev.headwater.learning.names.Arguments;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.data.RawPixels;
import dev.headwater.vision.sources.PictureSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A data set: noisy patches of red, green and blue.
 *
 * @param perColour pictures of each, at least 1
 */
public record ColourPatches(int perColour) implements PictureSource {
  private static final List<String> COLOURS = List.of("red", "green", "blue");
  private static final int SIZE = 32;

  public ColourPatches {
    if (perColour < 1) {
      throw new IllegalArgumentException(
          "data: %d patches of each colour (expected: at least 1)".formatted(perColour));
    }
  }

  /** How --data class:dev.headwater.examples.ColourPatches:40 makes one. */
  public ColourPatches(Arguments arguments) {
    this(arguments.wholeNumber(0));
  }

  @Override
  public PictureSet pictures() {
    List<Picture> pictures = new ArrayList<>();
    for (int channel = 0; channel < COLOURS.size(); channel++) {
      for (int i = 0; i < perColour; i++) {
        String name = String.format(Locale.ROOT, "%s/%04d", COLOURS.get(channel), i);
        int bright = channel;
        pictures.add(
            RawPixels.picture(
                name, COLOURS.get(channel), null, SIZE, SIZE, () -> patch(bright, name)));
      }
    }
    return PictureSet.of("colour-patches", pictures);
  }

  private static byte[] patch(int bright, String name) {
    KeyedRandom random = KeyedRandom.of(1, 0, name, Purpose.TASTE);
    byte[] rgb = new byte[3 * SIZE * SIZE];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (random.nextInt(150) + (i % 3 == bright ? 100 : 0));
    }
    return rgb;
  }
}
