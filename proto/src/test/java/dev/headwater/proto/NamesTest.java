package dev.headwater.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", " a", "a ", "a\nb", "a\u0000b", "\u202eabc", "\ud800", "a\u007f"})
  void namesThatDoNotPrintAreRefusedWithoutBeingPrinted(String name) {
    assertThatThrownBy(() -> Names.requireClient(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("client name")
        .message()
        .matches(message -> message.chars().noneMatch(c -> c < ' ' || c == 0x202e));
  }

  @Test
  void lengthIsCountedInCharactersThatPeopleSee() {
    assertThat(Names.requireClient("\uD83D\uDC31".repeat(100))).hasSize(200);
    assertThatThrownBy(() -> Names.requireClient("a".repeat(101)))
        .hasMessageContaining("101 characters (expected: 1 to 100");
  }

  @Test
  void labelsAreDistinct() {
    assertThatThrownBy(() -> Names.requireLabels(List.of("cat", "cat")))
        .hasMessageContaining("cat appears twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "host:", ":1", "host:65536", "host:-1", "a:b:1", "h:1x"})
  void addressesThatAreNoneAreRefused(String text) {
    assertThatThrownBy(() -> HostPort.parse("listen", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("listen: '" + text + "'");
  }

  @Test
  void addressesAreRead() {
    assertThat(HostPort.parse("listen", "[::1]:80")).isEqualTo(new HostPort("::1", 80));
    assertThat(HostPort.parse("listen", "here:0")).hasToString("here:0");
  }
}
