package dev.headwater.cli.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys that cannot be used together are refused before anything starts. */
final class KeyPairTest {
  private final Path folder;

  KeyPairTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void twoFolders() {
    run("pki init --pki @/a --root @/root-a");
    run("pki init --pki @/b --root @/root-b");
  }

  private CommandRun run(String words) {
    return CommandRun.of(words.replace("@", folder.toString()).split(" "));
  }

  private void copy(String from, String to) throws IOException {
    Files.delete(folder.resolve(to));
    Files.copy(folder.resolve(from), folder.resolve(to));
  }

  private Path key(KeyPairGenerator generator) throws IOException {
    String body =
        Base64.getMimeEncoder()
            .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
    return Files.writeString(
        folder.resolve("key.pem"),
        "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
  }

  private static void assertRefused(CommandRun run, String... sentences) {
    assertThat(run.err()).contains(sentences).doesNotContain("\tat ", "Exception");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  private static final String CLIENT =
      "client --coordinator localhost:1 --data demo --name ann --attempts 1 --cache @/cache --tls-ca @/a/root.crt --tls-cert @/a/intermediate.crt --tls-key ";

  @Test
  void aCoordinatorsKeyOfAnotherCertificateIsRefusedAndBothFilesAreNamed() {
    assertRefused(
        run(
            "coordinator --listen 127.0.0.1:0 --cache @/cache --tls-cert @/a/intermediate.crt --tls-key @/b/intermediate.key"),
        "tls-key: the key in " + folder.resolve("b/intermediate.key"),
        "tls-cert: " + folder.resolve("a/intermediate.crt"));
  }

  @Test
  void aClientsKeyOfAnotherCertificateIsRefused() {
    assertRefused(
        run(CLIENT + "@/b/intermediate.key"),
        "tls-key: the key in " + folder.resolve("b/intermediate.key"),
        folder.resolve("a/intermediate.crt").toString());
  }

  @Test
  void aFolderWithAnotherFoldersKeyIsRefused() throws IOException {
    copy("b/intermediate.key", "a/intermediate.key");
    assertRefused(
        run("coordinator --listen 127.0.0.1:0 --pki @/a"),
        "pki: the key in " + folder.resolve("a/intermediate.key"),
        folder.resolve("a/intermediate.crt").toString());
  }

  @Test
  void aFolderWhoseIntermediateIsOfAnotherRootIsRefused() throws IOException {
    copy("b/root.crt", "a/root.crt");
    assertRefused(
        run("pki issue ann --pki @/a"),
        "pki: " + folder.resolve("a/intermediate.crt") + " is not from the root in ",
        folder.resolve("a/root.crt").toString());
  }

  @Test
  void aClientsKeyThatIsNotEcdsaOverP256IsRefused() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    assertRefused(
        run(CLIENT + key(rsa)), "tls-key: " + folder, "of kind RSA (expected: ECDSA over P-256");
    KeyPairGenerator other = KeyPairGenerator.getInstance("EC");
    other.initialize(new ECGenParameterSpec("secp384r1"));
    assertRefused(run(CLIENT + key(other)), "of kind ECDSA over another curve, of 384 bits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC PRIVATE KEY", "RSA PRIVATE KEY"})
  void anOlderFormOfKeyIsNamedWithTheCommandThatConvertsIt(String label) throws IOException {
    Path key = folder.resolve("old.pem");
    Files.writeString(key, "-----BEGIN " + label + "-----\nAAAA\n-----END " + label + "-----\n");
    assertRefused(
        run(CLIENT + key),
        "an older form of key, " + label,
        "openssl pkcs8 -topk8 -nocrypt -in " + key);
  }

  @Test
  void anEncryptedKeyIsNamedWithTheCommandThatDecryptsIt() throws IOException {
    Path key = folder.resolve("locked.pem");
    Files.writeString(
        key, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
    assertRefused(run(CLIENT + key), "is encrypted", "openssl pkcs8 -topk8 -nocrypt -in " + key);
    Files.writeString(
        key,
        "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END EC PRIVATE KEY-----\n");
    assertRefused(run(CLIENT + key), "is encrypted");
  }
}
