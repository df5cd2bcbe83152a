package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.config.ResolvedConfig;
import dev.headwater.cli.identity.IdentityFile;
import dev.headwater.secagg.primitives.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files of --identity and --enrolled. The coordinator "here" ends every run that gets so far.
 */
final class IdentityCommandTest {
  private static final String KEY = "0123456789abcdef".repeat(4);
  private static final String OTHER = "fedcba9876543210".repeat(4);
  private static final String REACHED = "here"; // a HOST:PORT without a port is refused last

  private final Path identity;
  private final Path enrolled;

  IdentityCommandTest(@TempDir Path folder) {
    this.identity = folder.resolve("ann.identity");
    this.enrolled = folder.resolve("enrolled.txt");
  }

  private static CommandRun client(Object... flags) {
    List<String> line =
        new ArrayList<>(
            List.of("client", "--coordinator", REACHED, "--data", "x", "--name", "ann"));
    for (Object flag : flags) {
      line.add(flag.toString());
    }
    return CommandRun.of(line.toArray(String[]::new));
  }

  private CommandRun enrolledClient() {
    return client("--identity", identity, "--enrolled", enrolled);
  }

  private static void refused(CommandRun run, String sentence) {
    assertThat(run.err()).contains(sentence).doesNotContain("\tat ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  private String key() {
    return IdentityFile.hex(IdentityFile.open(identity).publicKey());
  }

  @Test
  void anIdentityIsMadeOnceAndItsPublicKeyShown() throws IOException {
    CommandRun first = client("--identity", identity);
    String stored = Files.readString(identity);
    CommandRun second = client("--identity", identity);

    assertThat(stored).matches("[0-9a-f]{64}\n");
    assertThat(Files.readString(identity)).isEqualTo(stored);
    assertThat(first.out()).isEqualTo("Public key of ann: %s%n".formatted(key()));
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(first.out() + first.err()).doesNotContain(stored.strip());
    try (Stream<Path> beside = Files.list(identity.resolveSibling("."))) {
      assertThat(beside).hasSize(1);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anIdentityIsItsOwnersAlone() throws IOException {
    IdentityFile.open(identity);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(identity)))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @MethodSource
  void aDamagedIdentityIsNeitherUsedNorReplacedNorShown(String content) throws IOException {
    Files.writeString(identity, content);

    CommandRun run = client("--identity", identity);

    refused(run, "ann.identity is damaged (expected: one line of 64 hex digits");
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(identity)).isEqualTo(content);
    assertThat(run.err()).doesNotContain(KEY.substring(0, 8));
  }

  static Stream<String> aDamagedIdentityIsNeitherUsedNorReplacedNorShown() {
    return Stream.of("", "\n", KEY.substring(1), KEY + "0", KEY + "\n\n", "g" + KEY.substring(1));
  }

  @Test
  void anIdentityThatCannotBeMadeIsASentence() {
    refused(client("--identity", identity.resolve("no/such")), "cannot be read or made");
  }

  @Test
  void anEnrolledClientGoesOnToItsCoordinator() throws IOException {
    Files.writeString(
        enrolled,
        "# nodes\n\nbob of the hospital\t%s  # since May\r\n  ann %s\n".formatted(KEY, key()));

    CommandRun run = enrolledClient();

    assertThat(run.err()).contains(REACHED).doesNotContain("enrolled");
  }

  @Test
  void aClientThatIsNotEnrolledItselfIsToldItsLine() throws IOException {
    Files.writeString(enrolled, "bob %s\n".formatted(KEY));

    refused(enrolledClient(), "ann does not stand in " + enrolled);
    assertThat(enrolledClient().err()).contains("'ann %s'".formatted(key()));
  }

  @Test
  void aClientThatIsEnrolledWithAnotherKeyIsToldItsLine() throws IOException {
    Files.writeString(enrolled, "ann %s\n".formatted(KEY));

    refused(enrolledClient(), "ann stands with another key than that of --identity");
  }

  @Test
  void enrolledNeedsAnIdentity() throws IOException {
    Files.writeString(enrolled, "ann %s\n".formatted(KEY));

    refused(client("--enrolled", enrolled), "enrolled: without --identity (expected: both");
  }

  static Stream<Arguments> lists() {
    return Stream.of(
        Arguments.of("# x\nann\n", "line 2: not a name and a public key"),
        Arguments.of(KEY, "line 1: not a name and a public key"),
        Arguments.of("ann " + KEY.substring(2), "line 1: not a name and a public key"),
        Arguments.of("ann %sff".formatted(KEY), "line 1: not a name and a public key"),
        Arguments.of("ann %s bob".formatted(KEY), "line 1: not a name and a public key"),
        Arguments.of("\na\u0007nn " + KEY, "line 2: client name: 'a?nn' has characters"),
        Arguments.of("ann %s\nann %s".formatted(KEY, OTHER), "line 2: ann stands there twice"),
        Arguments.of(
            "ann %s\nbob %s".formatted(KEY, KEY.toUpperCase(Locale.ROOT)),
            "line 2: the key of bob is another node's too"),
        Arguments.of("# nobody yet\n", "names nobody"));
  }

  @ParameterizedTest
  @MethodSource("lists")
  void aBadListIsRefusedByBothSidesWithItsLine(String content, String sentence) throws IOException {
    Files.writeString(enrolled, content);

    refused(enrolledClient(), sentence);
    refused(
        CommandRun.of("coordinator", "--secure-aggregation", "--enrolled", enrolled.toString()),
        sentence);
  }

  @Test
  void aListThatIsNoTextOrNotThereIsASentence() throws IOException {
    refused(enrolledClient(), "cannot be read: there is no such file");
    Files.write(enrolled, new byte[] {'a', (byte) 0xff});
    refused(enrolledClient(), "cannot be read: it is no text");
  }

  @Test
  void aRunRemembersWhereItsListIs() {
    var parsed =
        CommandLines.create().parseArgs("coordinator", "--enrolled", "nodes/list.txt").subcommand();

    assertThat(ResolvedConfig.of(parsed.commandSpec()))
        .containsEntry("enrolled", Path.of("nodes/list.txt").toAbsolutePath().toString());
  }

  @Test
  void aCoordinatorThatMasksNothingHasNoUseForIdentities() throws IOException {
    Files.writeString(
        enrolled, "ann %s\n".formatted(IdentityFile.hex(Identity.fresh().publicKey())));

    refused(
        CommandRun.of("coordinator", "--enrolled", enrolled.toString()),
        "enrolled: without --secure-aggregation (expected: both");
  }
}
