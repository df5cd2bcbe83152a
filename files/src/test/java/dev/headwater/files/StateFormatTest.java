package dev.headwater.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StateFormatTest {
  @Test
  void filesOfBeforeAndOfNowAreRead() {
    assertThat(StateFormat.problemOf("x", null)).isNull();
    assertThat(StateFormat.problemOf("x", "0")).isNull();
    assertThat(StateFormat.problemOf("x", "1")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "-1", "1.0", "\"1\"", "null", "{}", "99999999999999999999"})
  void anythingElseIsASentence(String format) {
    assertThat(StateFormat.problemOf("runs/x/summary.json", format))
        .startsWith("runs/x/summary.json is of format " + format + " (expected: at most 1, ");
  }
}
