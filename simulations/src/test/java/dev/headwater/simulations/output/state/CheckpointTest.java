package dev.headwater.simulations.output.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
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

  private Checkpoint writtenAndRead(Checkpoint checkpoint) throws IOException {
    checkpoint.write(folder);
    return Objects.requireNonNull(Checkpoint.read(folder, LAYOUT));
  }

  @Test
  void doublesOfTheServersMemoryReadBackBitForBit() throws IOException {
    double[] memory = new double[1000];
    for (int i = 0; i < memory.length; i++) {
      // All 53 bits, over the magnitudes that sums of float32 deltas take.
      memory[i] = random.nextGaussian() * Math.pow(2, random.nextInt(120) - 60);
    }
    memory[0] = 0;
    memory[1] = 1 + Math.ulp(1.0);
    memory[2] = -0.1;
    memory[3] = 1e30;
    Parameters parameters = parameters();
    Checkpoint read = writtenAndRead(new Checkpoint(17, parameters, memory));
    assertThat(read.memory()).containsExactly(memory);
    assertThat(read.round()).isEqualTo(17);
    assertThat(read.parameters().digest()).isEqualTo(parameters.digest());
  }

  @Test
  void strategyWithoutMemoryHasNone() throws IOException {
    assertThat(writtenAndRead(new Checkpoint(1, parameters(), new double[0])).memory()).isEmpty();
  }

  @Test
  void theNewerOneTakesThePlaceOfTheOlder() throws IOException {
    new Checkpoint(1, parameters(), new double[] {1, 2}).write(folder);
    assertThat(writtenAndRead(new Checkpoint(2, parameters(), new double[0])).memory()).isEmpty();
    assertThat(folder.toFile().list()).containsExactly(Checkpoint.NAME);
  }

  @Test
  void aRunThatDiedInItsFirstRoundHasNone() {
    assertThat(Checkpoint.read(folder, LAYOUT)).isNull();
  }

  @Test
  void aHeadOfAnotherSizeIsRefused() throws IOException {
    new Checkpoint(1, parameters(), new double[0]).write(folder);
    assertThatThrownBy(() -> Checkpoint.read(folder, new Head(4, 5).layout()))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("holds 18 values (expected: 24");
  }

  @Test
  void aFileThatIsNoCheckpointIsRefused() throws IOException {
    Files.writeString(folder.resolve(Checkpoint.NAME), "not tensors at all");
    assertThatThrownBy(() -> Checkpoint.read(folder, LAYOUT)).isInstanceOf(UserDataException.class);
  }
}
