package dev.headwater.simulations.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoofTest {
  /** No machine that runs Java is outside of these bounds. */
  @Test
  void everyFigureIsOneOfAMachine() {
    Roof roof = Roof.measure();
    assertThat(roof.operationsPerSecond()).isBetween(1e8, 1e14);
    assertThat(roof.bytesPerSecond()).isBetween(1e8, 1e13);
    assertThat(roof.roundTripSeconds()).isBetween(1e-7, 0.1);
  }
}
