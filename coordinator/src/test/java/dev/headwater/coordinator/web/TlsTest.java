package dev.headwater.coordinator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path folder;
  private final KeyStore keys;
  private final Path certificate;
  private final Path key;

  /** The JDK's own tool makes a certificate that is good for this test alone. */
  TlsTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    keys = pair(folder, "mine");
    certificate = certificate(folder, "mine", keys);
    key = key(folder, "mine", keys);
  }

  private static KeyStore pair(Path folder, String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    return KeyStore.getInstance(store.toFile(), PASSWORD);
  }

  private static Path certificate(Path folder, String name, KeyStore keys) throws Exception {
    Certificate made = keys.getCertificate(name);
    return pem(folder, name + "-cert.pem", "CERTIFICATE", made.getEncoded());
  }

  private static Path key(Path folder, String name, KeyStore keys) throws Exception {
    PrivateKey made = (PrivateKey) keys.getKey(name, PASSWORD);
    return pem(folder, name + "-key.pem", "PRIVATE KEY", made.getEncoded());
  }

  private static Path pem(Path folder, String name, String what, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, text, what));
  }

  private static FakeSite site(Path certificate, Path key) {
    var site = new FakeSite();
    site.settings = new WebSettings(new WebSettings.Tls(certificate, key), null, null, false);
    return site;
  }

  private static void assertRefused(Path certificate, Path key, String... words) {
    try (var site = site(certificate, key)) {
      assertThatThrownBy(site::port)
          .isInstanceOf(UserDataException.class)
          .hasMessageContainingAll(words);
    }
  }

  @Test
  void pagesComeOverHttps() throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("mine", keys.getCertificate("mine"));
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    try (var site = site(certificate, key)) {
      site.token = "sesame";
      site.client = HttpClient.newBuilder().sslContext(context).build();
      HttpResponse<String> page = site.get("/");
      assertThat(page.body()).contains("Classify");
      assertThat(page.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(FakeSite.header(site.post("/api/session", "sesame"), "set-cookie"))
          .contains("; Secure");
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamed() throws Exception {
    Path gone = folder.resolve("gone.pem");
    assertRefused(gone, key, "web-tls-cert: " + gone, "cannot be read", "expected: a readable PEM");
    assertRefused(certificate, gone, "web-tls-key: " + gone, "cannot be read");
    Path text = Files.writeString(folder.resolve("text.pem"), "hello");
    assertRefused(text, key, "web-tls-cert: " + text, "holds no PEM certificate");
    assertRefused(certificate, text, "web-tls-key: " + text, "holds no PEM private key");
    assertRefused(key, certificate, "web-tls-cert: " + key, "holds no PEM certificate");
    Path damaged = pem(folder, "damaged.pem", "CERTIFICATE", new byte[] {1, 2, 3});
    assertRefused(damaged, key, "web-tls-cert: " + damaged, "cannot be used");
    Path locked = pem(folder, "locked.pem", "ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3});
    assertRefused(certificate, locked, "web-tls-key: " + locked, "is encrypted");
    assertRefused(
        certificate,
        key(folder, "other", pair(folder, "other")),
        "other-key.pem",
        "cannot be used together");
  }
}
