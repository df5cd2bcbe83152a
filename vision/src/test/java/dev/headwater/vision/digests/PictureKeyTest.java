package dev.headwater.vision.digests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PictureKeyTest {
  /** Random keys, some of which share their first bytes, and those at the edges of a word. */
  private static List<PictureKey> keys() {
    Random random = new Random(7);
    return Stream.concat(
            Stream.of(
                new PictureKey(-1, 0, 0, 0),
                new PictureKey(1, -1, 0, 0),
                new PictureKey(1, 1, Long.MIN_VALUE, 0),
                new PictureKey(1, 1, 1, Long.MAX_VALUE),
                new PictureKey(1, 1, 1, Long.MIN_VALUE)),
            Stream.generate(
                    () ->
                        new PictureKey(random.nextLong(), random.nextInt(2), 3, random.nextLong()))
                .limit(50))
        .toList();
  }

  @Test
  void digitsAreThoseOfTheBytes() {
    for (PictureKey key : keys()) {
      ByteBuffer bytes = ByteBuffer.allocate(PictureKey.BYTES);
      key.write(bytes);
      assertThat(new String(key.hex(), StandardCharsets.US_ASCII))
          .isEqualTo(HexFormat.of().formatHex(bytes.array()));
    }
  }

  @Test
  void orderIsThatOfTheBytes() {
    Comparator<PictureKey> byDigits = (x, y) -> Arrays.compare(x.hex(), y.hex());
    assertThat(keys().stream().sorted().toList())
        .isEqualTo(keys().stream().sorted(byDigits).toList());
  }
}
