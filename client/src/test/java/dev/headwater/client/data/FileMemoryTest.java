package dev.headwater.client.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.NamedVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMemoryTest {
  private final Path root;

  FileMemoryTest(@TempDir Path root) {
    this.root = root;
  }

  private static NamedVectors vectors(float... values) {
    return NamedVectors.owning(Map.of("control", values));
  }

  private FileMemory again() {
    return new FileMemory(root, "run-1");
  }

  @Test
  void anotherProcessReadsBackWhatWasStored() {
    again().store("ann/../é", 3, vectors(1, -0.0f, Float.MIN_VALUE));
    assertThat(again().load("ann/../é", 3)).isEqualTo(vectors(1, -0.0f, Float.MIN_VALUE));
  }

  @Test
  void theRoundThatIsGoneOnFromIsKeptBesideTheNewOne() {
    FileMemory memory = again();
    memory.store("ann", 1, vectors(1));
    memory.load("ann", 1);
    memory.store("ann", 2, vectors(2));
    assertThat(again().load("ann", 1)).as("round 2 gave no sum").isEqualTo(vectors(1));
    memory.store("ann", 3, vectors(3));
    assertThat(again().load("ann", 3)).isEqualTo(vectors(3));
  }

  @Test
  void aRoundThatIsAskedAgainTakesThePlaceOfItsFirstOutcome() {
    again().store("ann", 2, vectors(2));
    again().store("ann", 2, vectors(5));
    assertThat(again().load("ann", 2)).isEqualTo(vectors(5));
  }

  @Test
  void lostMemoryIsASentenceAndNoZeros() {
    assertThat(again().load("ann", 0)).isEqualTo(NamedVectors.NONE);
    assertThatThrownBy(() -> again().load("ann", 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ann was counted in round 4 and remembers nothing");
  }

  @Test
  void clientsAndRunsDoNotSeeEachOther() {
    again().store("ann", 1, vectors(1));
    assertThatThrownBy(() -> again().load("bob", 1)).hasMessageContaining("remembers nothing");
    assertThatThrownBy(() -> new FileMemory(root, "run-2").load("ann", 1))
        .hasMessageContaining("remembers nothing");
  }

  @Test
  void aFileThatIsNoMemoryIsRefusedAndKept() throws IOException {
    again().store("ann", 1, vectors(1));
    Path file;
    try (Stream<Path> files = Files.walk(root)) {
      file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    Files.writeString(file, "not tensors at all");
    assertThatThrownBy(() -> again().load("ann", 1)).isInstanceOf(UserDataException.class);
    assertThat(file).hasContent("not tensors at all");
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }

  @Test
  void noFlippedByteIsGoneOnFrom() throws IOException {
    NamedVectors right = vectors(1, -2.5f);
    again().store("ann", 3, right);
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      Files.delete(file); // it may still be mapped
      Files.write(file, flipped);
      try {
        assertThat(again().load("ann", 3)).as("byte %d", at).isEqualTo(right);
      } catch (UserDataException e) {
        assertThat(e).hasMessageContaining("(expected: ");
      }
    }
  }

  @Test
  void memoryOfBeforeDigestsIsRead() throws IOException {
    again().store("ann", 3, vectors(1, 2));
    Path file = onlyFile();
    SafetensorsWriter.write(
        file,
        List.of(
            new Tensor("3/" + vectors(1).names().iterator().next(), List.of(1), new float[] {4})),
        Map.of("format", "headwater.memory.1", "client", "ann"));
    assertThat(again().load("ann", 3)).isEqualTo(vectors(4));
  }
}
