package dev.headwater.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenTest {
  static java.util.Set<String> names() {
    return Golden.messages().keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void bytesAreThoseOfTheGoldenFile(String name) throws IOException {
    try (InputStream file = GoldenTest.class.getResourceAsStream("/golden/" + name + ".hex")) {
      assertThat(file).as("golden/%s.hex (written by Golden.main)", name).isNotNull();
      assertThat(Golden.hex(Golden.messages().get(name)))
          .isEqualTo(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
