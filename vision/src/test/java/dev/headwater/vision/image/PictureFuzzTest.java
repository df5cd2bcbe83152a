package dev.headwater.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.files.UserDataException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * Mutated pictures: each is decoded, or refused in a sentence. {@code -Dheadwater.fuzz.seconds=600}
 * looks longer, {@code -Dheadwater.fuzz.seed} elsewhere.
 */
final class PictureFuzzTest {
  private static final long SECONDS = Long.getLong("headwater.fuzz.seconds", 2);
  private static final long SEED = Long.getLong("headwater.fuzz.seed", 7);

  private final Random random = new Random(SEED);

  private List<byte[]> pictures() throws IOException {
    BufferedImage picture = new BufferedImage(13, 9, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < picture.getWidth(); x++) {
      for (int y = 0; y < picture.getHeight(); y++) {
        picture.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    List<byte[]> all = new ArrayList<>();
    for (String format : List.of("jpg", "png", "gif", "bmp")) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      assertThat(ImageIO.write(picture, format, out)).as(format).isTrue();
      all.add(out.toByteArray());
    }
    return all;
  }

  @Test
  void mutatedPicturesAreDecodedOrRefusedInASentence() throws IOException {
    List<byte[]> pictures = pictures();
    long until = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    do {
      for (byte[] whole : pictures) {
        tryOut(mutated(whole));
      }
    } while (System.nanoTime() < until);
  }

  private static void tryOut(byte[] bytes) {
    try {
      assertThat(ImageDecoder.decode(bytes, "a/b.jpg")).isNotNull();
    } catch (UserDataException e) {
      assertThat(e.getMessage()).contains("a/b.jpg").doesNotContain("Exception");
    } catch (RuntimeException e) {
      throw new AssertionError(
          "seed %d: %s".formatted(SEED, java.util.HexFormat.of().formatHex(bytes)), e);
    }
  }

  private byte[] mutated(byte[] whole) {
    byte[] now = whole.clone();
    for (int times = 1 + random.nextInt(4); times > 0; times--) {
      int at = random.nextInt(now.length);
      switch (random.nextInt(4)) {
        case 0 -> now[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> now[at] = (byte) random.nextInt(256);
        case 2 -> now = Arrays.copyOf(now, 1 + at);
        default -> {
          int length = Math.min(16, now.length - at);
          System.arraycopy(whole, random.nextInt(whole.length - length + 1), now, at, length);
        }
      }
    }
    return now;
  }
}
