package dev.headwater.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.simulations.bench.Part;
import dev.headwater.simulations.bench.Roof;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchTableTest {
  private static final Roof ROOF = new Roof(200e9, 40e9, 14e-6);

  @Test
  void linesFitATerminalOf80Columns() {
    List<String> lines = new ArrayList<>(BenchTable.head(ROOF));
    Stage.all(400, 2).forEach(stage -> lines.add(BenchTable.row(stage, 123_456, ROOF)));
    lines.addAll(BenchTable.partsHead());
    lines.add(
        BenchTable.part(
            new Part("exact sum, updates of 12,810 values", 123_456, 250_000, "their memory")));
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
  }

  /** 5.12 million operations and 512 kB of features a local epoch. */
  @Test
  void sharesAreOfAsManyThreads() {
    Stage one = new Stage("", 1, 1, 1, false, false);
    Stage two = new Stage("", 5, 2, 1, false, false);
    assertThat(BenchTable.ofMatrix(one, 10_000, ROOF)).isCloseTo(0.256, within(1e-12));
    assertThat(BenchTable.ofMemory(one, 10_000, ROOF)).isCloseTo(0.128, within(1e-12));
    assertThat(BenchTable.ofMatrix(two, 10_000, ROOF)).isCloseTo(0.64, within(1e-12));
    assertThat(BenchTable.ofMemory(two, 10_000, ROOF)).isCloseTo(0.064, within(1e-12));
  }

  @Test
  void partsShowTheirShareOfWhatBoundsThem() {
    assertThat(BenchTable.part(new Part("features", 190, 200, "ONNX Runtime alone")))
        .contains("features", " 190 ", "95 %", "200, ONNX Runtime alone");
  }

  @Test
  void oneProcessorMeasuresNoTwoThreads() {
    assertThat(Stage.all(10, 1)).allSatisfy(stage -> assertThat(stage.threads()).isOne());
    assertThat(Stage.all(10, 2)).anySatisfy(stage -> assertThat(stage.threads()).isEqualTo(2));
    assertThat(Stage.all(1, 2)).allSatisfy(stage -> assertThat(stage.rounds()).isPositive());
  }
}
