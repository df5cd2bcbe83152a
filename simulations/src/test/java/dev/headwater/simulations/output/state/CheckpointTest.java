package dev.headwater.simulations.output.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.Safetensors;
import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategy.ServerState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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
    return new Checkpoint(
        round, "fedavgm:0.9", "memory-1", Checkpoint.Beside.NOTHING, state, new TreeMap<>());
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
    Checkpoint written =
        new Checkpoint(17, "fedavgm:0.9", "memory-1", Checkpoint.Beside.NOTHING, state, clients);
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
        .hasMessageContaining(
            "is of strategy fedavgm:0.9, and the run that goes on of fedadam:0.1,0.9,0.99,0.001 (exp");
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

  private static void flip(byte[] bytes, int at, int mask, Path file) throws IOException {
    byte[] flipped = bytes.clone();
    flipped[at] ^= (byte) mask;
    Files.deleteIfExists(file); // the file may still be mapped
    Files.write(file, flipped);
  }

  /** Of every byte one bit, and all of them: a sentence, or the same state. */
  @Test
  void noFlippedByteGivesAnotherState() throws IOException {
    Checkpoint written =
        new Checkpoint(
            7,
            "fedavgm:0.9",
            "memory-1",
            new Checkpoint.Beside("ab".repeat(32), "cd".repeat(32), "{\"round\":7}", "ef"),
            new ServerState(parameters())
                .with("velocity", new double[] {1, -0.5})
                .counted(List.of("ann"), 7),
            new TreeMap<>(
                Map.of("ann", NamedVectors.owning(Map.of("control", new float[] {1.5f})))));
    assertThat(writtenAndRead(written)).isEqualTo(written);
    Path file = folder.resolve(Checkpoint.NAME);
    byte[] bytes = Files.readAllBytes(file);
    int refused = 0;
    for (int at = 0; at < bytes.length; at++) {
      for (int mask : new int[] {1 << random.nextInt(8), 255}) {
        flip(bytes, at, mask, file);
        try {
          assertThat(Checkpoint.read(folder, LAYOUT, "fedavgm:0.9"))
              .as("byte %d with %d", at, mask)
              .isEqualTo(written);
        } catch (UserDataException e) {
          assertThat(e).hasMessageContaining("(expected: ");
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(bytes.length);
  }

  @Test
  void aFlippedValueOrRoundIsNamedAsDamage() throws IOException {
    checkpoint(1, new ServerState(parameters())).write(folder);
    Path file = folder.resolve(Checkpoint.NAME);
    byte[] bytes = Files.readAllBytes(file);
    flip(bytes, bytes.length - 3, 1, file);
    assertThatThrownBy(() -> Checkpoint.read(folder, LAYOUT, "fedavgm:0.9"))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining(Checkpoint.NAME + " is damaged")
        .hasMessageContaining("put a copy of the whole folder back");
    assertThatThrownBy(() -> Checkpoint.memoryId(folder)).isInstanceOf(UserDataException.class);
    assertThat(Checkpoint.lastRound(folder)).isZero();

    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Files.delete(file);
    Files.write(
        file,
        text.replace("\"round\":\"1\"", "\"round\":\"2\"").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Checkpoint.read(folder, LAYOUT, "fedavgm:0.9"))
        .hasMessageContaining("is damaged");
  }

  @Test
  void theFormatBeforeDigestsIsReadAndNoOtherPassesForIt() throws IOException {
    Parameters parameters = parameters();
    checkpoint(3, new ServerState(parameters)).write(folder);
    Path file = folder.resolve(Checkpoint.NAME);
    Map<String, String> facts = new HashMap<>(Safetensors.open(file).metadata());
    List<Tensor> global =
        List.of(new Tensor("global", List.of(parameters.size()), parameters.toArray()));
    facts.put("format", "headwater.checkpoint.2");
    SafetensorsWriter.write(file, global, facts);
    assertThatThrownBy(() -> Checkpoint.read(folder, LAYOUT, "fedavgm:0.9"))
        .hasMessageContaining("is damaged");

    facts.keySet().removeAll(List.of("digest", "rounds", "line", "data"));
    SafetensorsWriter.write(file, global, facts);
    Checkpoint before = Objects.requireNonNull(Checkpoint.read(folder, LAYOUT, "fedavgm:0.9"));
    assertThat(before.round()).isEqualTo(3);
    assertThat(before.state().parameters()).isEqualTo(parameters);
    assertThat(before.beside()).isEqualTo(Checkpoint.Beside.NOTHING);
  }
}
