package dev.headwater.coordinator.web;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.ServerBuilder;
import dev.headwater.coordinator.web.WebSettings.Tls;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Reads certificate and key, and reports errors in them before a browser does. */
final class PagesTls {
  private PagesTls() {}

  /**
   * Configures the server with both.
   *
   * @throws UserDataException if one cannot be read, is not PEM, or they do not belong together
   */
  static void add(Tls tls, ServerBuilder server) {
    byte[] certificate = pem("web-tls-cert", tls.certificate(), "CERTIFICATE");
    byte[] key = pem("web-tls-key", tls.key(), "PRIVATE KEY");
    if (new String(key, StandardCharsets.ISO_8859_1).contains("ENCRYPTED")) {
      throw new UserDataException(
          "web-tls-key: %s is encrypted (expected: a key without a password; decrypt it with: openssl pkey -in %s -out key.pem)"
              .formatted(tls.key(), tls.key()));
    }
    try (InputStream chain = new ByteArrayInputStream(certificate);
        InputStream secret = new ByteArrayInputStream(key)) {
      SslContextBuilder.forServer(chain, secret).build();
      server.tls(
          TlsKeyPair.of(new ByteArrayInputStream(key), new ByteArrayInputStream(certificate)));
    } catch (SSLException | IllegalArgumentException | IllegalStateException e) {
      throw unusable(tls, e);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory could not be closed", e);
    }
  }

  /** Whether they belong together is only known when the server is built. */
  static UserDataException unusable(Tls tls, Exception cause) {
    return new UserDataException(
        "web-tls-cert: %s and web-tls-key: %s cannot be used together: %s (expected: a PEM certificate chain and its own private key in PKCS #8)"
            .formatted(tls.certificate(), tls.key(), reason(cause)),
        cause);
  }

  private static String reason(Throwable error) {
    return String.valueOf(FileTrouble.deepest(error).getMessage());
  }

  private static byte[] pem(String flag, Path file, String what) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UserDataException(
          "%s: %s cannot be read: %s (expected: a readable PEM file)"
              .formatted(flag, file, FileTrouble.words(e)),
          e);
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (!text.contains("-----BEGIN ") || !text.contains(what + "-----")) {
      throw new UserDataException(
          "%s: %s holds no PEM %s (expected: lines from -----BEGIN %s----- on)"
              .formatted(flag, file, what.toLowerCase(Locale.ROOT), what));
    }
    return bytes;
  }
}
