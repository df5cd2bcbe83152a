package dev.headwater.vision.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.image.RgbImage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnreadableTallyTest {
  /** The tally counts; reading is others' work. */
  private static final Picture.Content UNTOUCHED =
      new Picture.Content() {
        @Override
        public byte[] bytes() {
          throw new AssertionError("read");
        }

        @Override
        public RgbImage decode(byte[] bytes) {
          throw new AssertionError("decoded");
        }
      };

  @Test
  void badOnesAreSkippedNamedAndCountedOnce() {
    UnreadableTally tally = new UnreadableTally(2);

    report(tally, "b/text.png");
    report(tally, "b/text.png");
    report(tally, "a/broken.png");

    assertThat(tally.count()).isEqualTo(2);
    assertThat(tally.reasons())
        .containsExactly("a/broken.png: disk on fire", "b/text.png: disk on fire");
  }

  @Test
  void oneTooManyEndsWithTheFirstNames() {
    UnreadableTally tally = new UnreadableTally(6);
    IntStream.range(0, 6).forEach(i -> report(tally, "p" + (9 - i)));

    assertThatThrownBy(() -> report(tally, "p0"))
        .isInstanceOf(UserDataException.class)
        .hasMessageContainingAll("7 unreadable pictures", "at most 6", "p0", "p4", "...")
        .hasMessageNotContaining("p9");
  }

  @ParameterizedTest
  @CsvSource({"1,0", "5,4", "11,10", "500,10", "1001,11", "60000,600"})
  void usualLimitIsOnePercentButTenAndNeverAll(int pictures, int limit) {
    UnreadableTally tally = UnreadableTally.forPictures(pictures);
    IntStream.range(0, limit).forEach(i -> report(tally, "p" + i));

    assertThat(tally.count()).isEqualTo(limit);
    assertThatThrownBy(() -> report(tally, "last")).isInstanceOf(UserDataException.class);
  }

  @Test
  void threadsShareOneCount() {
    UnreadableTally tally = new UnreadableTally(1000);
    IntStream.range(0, 1000).parallel().forEach(i -> report(tally, "p" + i));
    assertThat(tally.count()).isEqualTo(1000);
  }

  private static void report(UnreadableTally tally, String name) {
    Picture picture = new Picture(name, "label", null, UNTOUCHED);
    tally.unreadable(picture, new UserDataException(name + ": disk on fire"));
  }
}
