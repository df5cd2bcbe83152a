package dev.headwater.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeLinesTest {
  private final Path file;

  WholeLinesTest(@TempDir Path folder) {
    this.file = folder.resolve("lines");
  }

  @Test
  void aLineThatWasCutNeverWasAlsoWithinACharacter() throws IOException {
    byte[] cut = "one\ntwo\nthr\u00e9".getBytes(StandardCharsets.UTF_8);
    Files.write(file, Arrays.copyOf(cut, cut.length - 1));
    assertThat(WholeLines.read(file)).isEqualTo("one\ntwo\n");
    assertThat(file).hasSize(cut.length - 1);
    assertThat(WholeLines.cut(file)).isEqualTo(8);
    assertThat(file).hasContent("one\ntwo\n");
    assertThat(WholeLines.cut(file)).isEqualTo(8);
  }

  @Test
  void aFileOfNoWholeLineIsEmpty() throws IOException {
    Files.writeString(file, "one");
    assertThat(WholeLines.read(file)).isEmpty();
    assertThat(WholeLines.cut(file)).isZero();
    assertThat(file).isEmptyFile();
  }
}
