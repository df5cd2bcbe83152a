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
    assertThat(written.out()).isEmpty();
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
}
