package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.pki.JoinToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PkiCommandTest {
  private final Path folder;

  PkiCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private CommandRun run(String words) {
    return CommandRun.of(
        words
            .replace("PKI", folder.resolve("pki").toString())
            .replace("ROOT", folder.resolve("root").toString())
            .replace("FILE", folder.resolve("token").toString())
            .split(" "));
  }

  @Test
  void tokensNameTheRootAndAreNotInTheFolder() throws Exception {
    CommandRun init = run("pki init --pki PKI --root ROOT");
    assertThat(init.exitCode()).isEqualTo(0);

    CommandRun issued = run("pki issue ann --pki PKI --uses 2 --expires 24h --valid-for 30d");
    JoinToken token = JoinToken.parse(issued.out().strip());
    assertThat(init.out()).contains("Root " + token.fingerprint()).contains("Move ");

    CommandRun written = run("pki issue bob --pki PKI --to FILE");
    assertThat(written.out())
        .isEqualTo("The join token of bob (client) is in %s.%n".formatted(folder.resolve("token")));
    Path file = folder.resolve("token");
    assertThat(JoinToken.parse(Files.readString(file).strip()).fingerprint())
        .isEqualTo(token.fingerprint());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    assertThat(run("pki revoke ann --pki PKI").out()).startsWith("Revoked: ann.");
    assertThat(Files.readString(folder.resolve("pki").resolve("revoked"))).endsWith(" ann\n");
  }

  @Test
  void namesUsesAndTimesAreChecked() {
    run("pki init --pki PKI --root ROOT");

    assertThat(run("pki issue ann --pki PKI --uses 0").err())
        .contains("uses: 0 (expected: 1 to 1000)");
    assertThat(run("pki issue ann --pki PKI --expires 0d").err()).contains("'0d' is no duration");
    assertThat(run("pki issue ann --pki PKI --role chief").exitCode()).isEqualTo(2);
    assertThat(run("pki issue %s --pki PKI".formatted("x".repeat(101))).err())
        .contains("client name: ");
  }

  @Test
  void aNameThatNothingWasIssuedToCannotBeRevoked() {
    run("pki init --pki PKI --root ROOT");
    assertThat(run("pki revoke ann --pki PKI").err()).contains("there is none yet");
    run("pki issue ann --pki PKI");

    CommandRun misspelt = run("pki revoke anne --pki PKI");

    assertThat(misspelt.err()).contains("nothing was ever issued to 'anne'", "one of ann)");
    assertThat(misspelt.exitCode()).isEqualTo(2);
    assertThat(folder.resolve("pki").resolve("revoked")).doesNotExist();
  }

  @Test
  void rootAndFolderStandApartAndNothingIsLeftOfAnInitThatFails() throws Exception {
    for (String both :
        new String[] {
          "--pki PKI --root PKI", "--pki PKI --root PKI/root", "--pki ROOT/pki --root ROOT"
        }) {
      CommandRun run = run("pki init " + both);
      assertThat(run.err()).contains("root: ", "two folders side by side");
      assertThat(run.exitCode()).isEqualTo(2);
    }
    CommandRun unmade = run("pki init --pki PKI/deep --root ROOT");
    assertThat(unmade.err())
        .contains(
            "pki: %s cannot be written: there is no such".formatted(folder.resolve("pki/deep")));
    assertThat(unmade.exitCode()).isEqualTo(2);
    assertThat(folder).isEmptyDirectory();

    Files.writeString(folder.resolve("root"), "");
    assertThat(run("pki init --pki PKI --root ROOT").err()).contains("root: ", " exists");
    assertThat(folder.resolve("pki")).doesNotExist();
  }

  @Test
  void aTokenThatCannotBeHandedOverIsNotIssuedAndAnotherIsNotOverwritten() throws Exception {
    run("pki init --pki PKI --root ROOT");
    Files.writeString(folder.resolve("token"), "kept");

    CommandRun run = run("pki issue ann --pki PKI --to FILE");

    assertThat(run.err()).contains("to: ", " exists (expected: a new file; no token was issued)");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(folder.resolve("token")).hasContent("kept");
    assertThat(run("pki issue ann --pki PKI --to FILE/x").err()).contains("is no folder");
    assertThat(folder.resolve("pki").resolve("tokens")).isEmptyDirectory();
  }

  @Test
  void aKeyThatOthersCanReadAndTimesBeyondTheIntermediatesAreSaid() throws Exception {
    run("pki init --pki PKI --root ROOT");
    assertThat(run("pki issue ann --pki PKI").err()).isEmpty();

    Path key = folder.resolve("pki").resolve("intermediate.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    CommandRun run = run("pki issue ann --pki PKI --valid-for 1000d");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .contains("INSECURE: others on this machine can read", "chmod 600 " + key)
        .contains("Note: its certificates end on ", "earlier than --valid-for says");
  }
}
