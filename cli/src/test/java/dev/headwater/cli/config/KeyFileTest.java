package dev.headwater.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies and configurations: every key counts, or the file is refused. */
final class KeyFileTest {
  private final Path folder;

  KeyFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private CommandRun policy(Path file) {
    return CommandRun.of(
        "client",
        "--coordinator",
        "127.0.0.1:1",
        "--data",
        "x",
        "--name",
        "ann",
        "--attempts",
        "1",
        "--cache",
        folder.resolve("cache").toString(),
        "--policy",
        file.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-rounds:                          | : max-rounds has no value (expected: one",
        "max-rounds: null                     | : max-rounds has no value",
        "max-rounds: ''                       | : max-rounds has no value",
        "works: []                            | : works has no value",
        "works: [sgd, null]                   | : works has no value",
        "works: [sgd, [moments]]              | : works holds a list or keys in a list",
        "works: [sgd, momnets]                | works: momnets (expected: class-sums, ",
        "max-rounds: {a: 1}                   | : max-rounds has keys of its own",
        "max-rounds: 1\\nmax-rounds: 9        | max-rounds stands there twice, the second time in line 2",
        "max-rounds: 1\\n---\\nmax-weight: 9  | holds a second document",
        "''                                   | is empty (expected: lines such as 'max-rounds: 10')",
        "# nothing                            | is empty",
        "max-rounds                           | holds no keys (expected: lines such as 'max-rounds: 10')",
        "max-rounds: 1\\nworks: [sgd          | is not YAML, in line 2 or above (expected: lines such as",
        "require-secure-aggregation: sure     | : require-secure-aggregation: 'sure' (expected: true or false)",
        "require-secure-aggregation: 1        | : require-secure-aggregation: '1' (expected: true or false)",
        "require-client-noise: -1             | require-client-noise: -1.0 (expected: finite and at least 0)",
        "data: elsewhere                      | : 'data' is no demand (expected: delta, max-colluders",
        "name: bob                            | : 'name' is no demand",
        "policy: other.yaml                   | : 'policy' is no demand",
        "max-round: 3                         | unknown key 'max-round' (did you mean 'max-rounds'?",
      })
  void aKeyThatCannotBeEnforcedIsRefusedAndNamed(String text, String sentence) throws IOException {
    Path file = folder.resolve("policy.yaml");
    CommandRun run = policy(Files.writeString(file, text.replace("\\n", "\n") + "\n"));

    assertThat(run.err())
        .contains(sentence)
        .doesNotContain("Exception", "fasterxml", "LinkedHashMap");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void whatIsNoTextFileIsNamed() throws IOException {
    assertThat(policy(folder).err()).contains("policy: " + folder + " is a folder (expected: a YA");
    Path binary = Files.write(folder.resolve("b"), new byte[] {0, 1, (byte) 0xff});
    assertThat(policy(binary).err()).contains("policy: " + binary + " is no text");
    assertThat(policy(Files.write(binary, new byte[] {'a', 0})).err()).contains(" is no text");
  }

  @Test
  void aConfigurationIsReadAsStrictly() throws IOException {
    Path file = Files.writeString(folder.resolve("run.yaml"), "rounds: 3\nepsilon-budget:\n");
    CommandRun run = CommandRun.of("simulate", "--config", file.toString());
    assertThat(run.err()).contains("config: " + file + ": epsilon-budget has no value");
    assertThat(run.exitCode()).isEqualTo(2);
  }
}
