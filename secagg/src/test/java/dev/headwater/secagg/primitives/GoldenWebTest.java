package dev.headwater.secagg.primitives;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class GoldenWebTest {
  @Test
  void theBrowsersGoldenVectorsAreWhatThisModuleComputes() throws Exception {
    assertThat(GoldenWeb.FILE).as("write it again with GoldenWeb.main").exists();
    assertThat(Files.readString(GoldenWeb.FILE)).isEqualTo(GoldenWeb.json());
  }
}
