package dev.headwater.simulations.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartTest {
  private final Path folder;

  PartTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** No machine that runs Java is outside of these bounds. */
  @Test
  void everyPartHasItsSpeedAndItsBound() throws InterruptedException {
    List<Part> parts = Part.measure(folder, new Roof(1e9, 1e9, 1e-5), 1);
    assertThat(parts).hasSize(2);
    assertThat(parts)
        .allSatisfy(
            part -> {
              assertThat(part.perSecond()).isBetween(0.1, 1e9);
              assertThat(part.bestPerSecond()).isBetween(0.1, 1e9);
              assertThat(part.share()).isEqualTo(part.perSecond() / part.bestPerSecond());
            });
  }
}
