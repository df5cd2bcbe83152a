package dev.headwater.simulations.output.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategy.ServerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointTest {
  private static final Layout LAYOUT = new Head(3, 5).layout();

  private final Random random = new Random(11);
  private final Path folder;

  CheckpointTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Parameters parameters() {
    float[] values = new float[LAYOUT.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Parameters.owning(LAYOUT, values);
  }

  private static Checkpoint checkpoint(int round, ServerState state) {
    return new Checkpoint(round, "fedavgm:0.9", "memory-1", null, state, new TreeMap<>());
  }

  private Checkpoint writtenAndRead(Checkpoint checkpoint) throws IOException {
    checkpoint.write(folder);
    return Objects.requireNonNull(Checkpoint.read(folder, LAYOUT, "fedavgm:0.9"));
  }

  @Test
  void wholeStateReadsBackBitForBit() throws IOException {
    double[] memory = new double[1000];
    for (int i = 0; i < memory.length; i++) {
      // All 53 bits, over all magnitudes that a moment can take.
      memory[i] = random.nextGaussian() * Math.pow(2, random.nextInt(1000) - 900);
    }
    memory[0] = 0;
    memory[1] = 1 + Math.ulp(1.0);
    memory[2] = -0.1;
    memory[3] = 1e30;
    memory[4] = Double.MIN_VALUE;
    memory[5] = -0.0;
    ServerState state =
        new ServerState(parameters())
            .with("velocity", memory)
            .with("second/moment", new double[] {1e-6})
            .counted(List.of("ann", "b/ob é"), 16);
    SortedMap<String, NamedVectors> clients = new TreeMap<>();
    clients.put("ann", NamedVectors.owning(Map.of("control", new float[] {1.5f, -2})));
    clients.put("b/ob é", NamedVectors.owning(Map.of("control", new float[] {0.25f})));
    Checkpoint written = new Checkpoint(17, "fedavgm:0.9", "memory-1", null, state, clients);
    Checkpoint read = writtenAndRead(written);
    assertThat(read).isEqualTo(written);
    assertThat(read.state().memory("velocity")).containsExactly(memory);
    assertThat(Checkpoint.memoryId(folder)).isEqualTo("memory-1");
  }

  @Test
  void theNewerOneTakesThePlaceOfTheOlder() throws IOException {
    checkpoint(1, new ServerState(parameters()).with("velocity", new double[] {1, 2}))
        .write(folder);
    assertThat(writtenAndRead(checkpoint(2, new ServerState(parameters()))).state().memory())
        .isEmpty();
    assertThat(folder.toFile().list()).containsExactly(Checkpoint.NAME);
  }

  @Test
  void aRunThatDiedInItsFirstRoundHasNone() {
    assertThat(Checkpoint.read(folder, LAYOUT, "fedavg")).isNull();
    assertThat(Checkpoint.memoryId(folder)).isNull();
  }

  @Test
  void aHeadOfAnotherSizeIsRefused() throws IOException {
    checkpoint(1, new ServerState(parameters())).write(folder);
    assertThatThrownBy(() -> Checkpoint.read(folder, new Head(4, 5).layout(), "fedavgm:0.9"))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("holds 18 values (expected: 24");
  }

  @Test
  void anotherStrategysStateIsRefused() throws IOException {
    checkpoint(1, new ServerState(parameters())).write(folder);
    assertThatThrownBy(() -> Checkpoint.read(folder, LAYOUT, "fedadam:0.1,0.9,0.99,0.001"))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("is of strategy fedavgm:0.9 (expected: fedadam:0.1,0.9,0.99,0.001");
  }

  @Test
  void aCheckpointOfAnEarlierVersionIsRefusedInWords() throws IOException {
    SafetensorsWriter.write(
        folder.resolve(Checkpoint.NAME),
        List.of(new Tensor("global", List.of(1), new float[1])),
        Map.of("round", "3"));
    assertThatThrownBy(() -> Checkpoint.read(folder, LAYOUT, "fedavg"))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("start a new run: this one was left by another version");
  }

  @Test
  void aFileThatIsNoCheckpointIsRefused() throws IOException {
    Files.writeString(folder.resolve(Checkpoint.NAME), "not tensors at all");
    assertThatThrownBy(() -> Checkpoint.read(folder, LAYOUT, "fedavg"))
        .isInstanceOf(UserDataException.class);
  }
}
