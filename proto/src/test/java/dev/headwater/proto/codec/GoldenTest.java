package dev.headwater.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenTest {
  static java.util.Set<String> names() {
    return Golden.messages().keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void bytesAreThoseOfTheGoldenFile(String name) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            GoldenTest.class.getResourceAsStream("/golden/" + name + ".hex"),
            "no golden file: Golden.main writes it")) {
      assertThat(Golden.hex(Objects.requireNonNull(Golden.messages().get(name))))
          .isEqualTo(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
