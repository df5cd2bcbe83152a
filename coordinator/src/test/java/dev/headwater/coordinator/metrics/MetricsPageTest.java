package dev.headwater.coordinator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * docs/reference/metrics.md is the enum of meters. With {@code -Dheadwater.rewrite} it is written
 * again.
 */
class MetricsPageTest {
  private static final Path PAGE =
      Path.of(Objects.requireNonNull(System.getProperty("headwater.root")))
          .resolve("docs/reference/metrics.md");

  @Test
  void pageOfTheDocumentationIsTheEnum() throws IOException {
    if (System.getProperty("headwater.rewrite") != null) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, MetricsPage.text());
    }
    assertThat(PAGE)
        .as("write it again: -Dtest=MetricsPageTest -Dheadwater.rewrite")
        .hasContent(MetricsPage.text());
  }
}
