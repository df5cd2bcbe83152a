package dev.headwater.vision.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.vision.image.ImageDecoder;
import dev.headwater.vision.image.RgbImage;
import dev.headwater.vision.image.UserDataException;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnreadableTallyTest {

  @Test
  void readablePicturesPassThrough() {
    UnreadableTally tally = new UnreadableTally(0);
    Picture good = picture("good.png", TestPictures.png(1));

    byte[] bytes = tally.bytes(good).orElseThrow();

    assertThat(tally.decode(good, bytes))
        .hasValueSatisfying(i -> assertThat(i.width()).isEqualTo(5));
    assertThat(tally.count()).isZero();
  }

  @Test
  void badOnesAreSkippedNamedAndCountedOnce() {
    UnreadableTally tally = new UnreadableTally(2);
    Picture text = picture("b/text.png", "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Picture broken = picture("a/broken.png", null);

    assertThat(tally.decode(text, tally.bytes(text).orElseThrow())).isEmpty();
    assertThat(tally.decode(text, tally.bytes(text).orElseThrow())).isEmpty();
    assertThat(tally.bytes(broken)).isEmpty();

    assertThat(tally.count()).isEqualTo(2);
    assertThat(tally.reasons()).hasSize(2);
    assertThat(tally.reasons().get(0)).contains("a/broken.png", "disk on fire");
    assertThat(tally.reasons().get(1)).contains("b/text.png", "a text file");
  }

  @Test
  void oneTooManyEndsWithTheFirstNames() {
    UnreadableTally tally = new UnreadableTally(6);
    IntStream.range(0, 6).forEach(i -> tally.bytes(picture("p" + (9 - i), null)));

    assertThatThrownBy(() -> tally.bytes(picture("p0", null)))
        .isInstanceOf(UserDataException.class)
        .hasMessageContainingAll("7 unreadable pictures", "at most 6", "p0", "p4", "...")
        .hasMessageNotContaining("p9");
  }

  @ParameterizedTest
  @CsvSource({"1,0", "5,4", "11,10", "500,10", "1001,11", "60000,600"})
  void usualLimitIsOnePercentButTenAndNeverAll(int pictures, int limit) {
    UnreadableTally tally = UnreadableTally.forPictures(pictures);
    IntStream.range(0, limit).forEach(i -> tally.bytes(picture("p" + i, null)));

    assertThat(tally.count()).isEqualTo(limit);
    assertThatThrownBy(() -> tally.bytes(picture("last", null)))
        .isInstanceOf(UserDataException.class);
  }

  @Test
  void threadsShareOneCount() {
    UnreadableTally tally = new UnreadableTally(1000);
    IntStream.range(0, 1000).parallel().forEach(i -> tally.bytes(picture("p" + i, null)));
    assertThat(tally.count()).isEqualTo(1000);
  }

  /** Null bytes stand for a file that cannot be read. */
  private static Picture picture(String name, byte @org.jspecify.annotations.Nullable [] bytes) {
    return new Picture(
        name,
        "label",
        null,
        new Picture.Content() {
          @Override
          public byte[] bytes() throws IOException {
            if (bytes == null) {
              throw new IOException("disk on fire");
            }
            return bytes;
          }

          @Override
          public RgbImage decode(byte[] from) {
            return ImageDecoder.decode(from, name);
          }
        });
  }
}
