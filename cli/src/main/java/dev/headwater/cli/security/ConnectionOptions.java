package dev.headwater.cli.security;

import dev.headwater.client.connection.Backoff;
import dev.headwater.client.connection.ChannelSecurity;
import dev.headwater.client.enrolment.Enrolment;
import dev.headwater.client.enrolment.NodeFolder;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.pki.JoinToken;
import dev.headwater.pki.Pem;
import dev.headwater.proto.HostPort;
import dev.headwater.proto.signing.ClientKey;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for how a client connects, and who it is. */
public final class ConnectionOptions {
  @Option(
      names = "--token",
      paramLabel = "T",
      description =
          "Token that the coordinator asks for; every user of this machine can read it in the list of processes. Default: HEADWATER_TOKEN.")
  @Nullable String token;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "A file with the coordinator's token, or with the join token of 'headwater pki issue'. Default: none.")
  @Nullable Path tokenFile;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description =
          "PEM root certificates of the coordinator's certificate; not needed with a join token. Default: plain text, to loopback alone.")
  @Nullable Path tlsCa;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "With --tls-ca: this client's PEM certificate chain, if the coordinator asks for one.")
  @Nullable Path tlsCert;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Its private key: ECDSA P-256, PEM, not encrypted.")
  @Nullable Path tlsKey;

  @Option(
      names = "--insecure",
      description = "Connect unencrypted to other addresses than loopback.")
  boolean insecure;

  /**
   * How to connect, and as whom.
   *
   * @param key the key that the client's name is bound to
   * @param token to be shown in every call, null for none
   */
  public record Connection(ChannelSecurity security, ClientKey key, @Nullable String token) {}

  /**
   * Enrols if there is a join token and no good certificate, and waits for the coordinator.
   *
   * @param folder of the client's key and certificates
   * @param waiting is told what it waits for
   * @throws UserDataException if flags contradict each other, or the coordinator refuses
   */
  public Connection connection(
      String coordinator,
      String name,
      NodeFolder folder,
      Backoff backoff,
      Executor executor,
      Consumer<String> waiting)
      throws InterruptedException {
    String shown = Tokens.one(token, tokenFile);
    if ((tlsCert == null) != (tlsKey == null) || (tlsCert != null && tlsCa == null)) {
      throw new UserDataException(
          "tls-cert: without its two others (expected: --tls-ca, --tls-cert and --tls-key)");
    }
    if (shown != null && JoinToken.looksLike(shown)) {
      JoinToken join = UserInput.valid(() -> JoinToken.parse(shown));
      ClientKey key = folder.key();
      Enrolment enrolment = new Enrolment(folder, name, join, key, InstantSource.system());
      return new Connection(
          enrolled(enrolment, coordinator, backoff, executor, waiting), key, null);
    }
    if (tlsCa != null) {
      return withCertificates(tlsCa, folder, shown);
    }
    String host = UserInput.valid(() -> HostPort.parse("coordinator", coordinator)).host();
    if (!insecure && !Loopback.is(host)) {
      throw new UserDataException(
          "coordinator: %s in the clear (expected: a join token or --tls-ca; --insecure sends the token and what is learned from the pictures unencrypted)"
              .formatted(coordinator));
    }
    return new Connection(ChannelSecurity.PLAIN, folder.key(), shown);
  }

  private Connection withCertificates(Path ca, NodeFolder folder, @Nullable String shown) {
    List<X509Certificate> roots = Pem.certificates("tls-ca", ca);
    if (tlsCert == null || tlsKey == null) {
      return new Connection(ChannelSecurity.server(roots), folder.key(), shown);
    }
    List<X509Certificate> chain = Pem.certificates("tls-cert", tlsCert);
    PrivateKey secret = Pem.key("tls-key", tlsKey);
    requireP256(tlsKey, secret);
    Pem.requirePair("tls-cert", tlsCert, chain.get(0), "tls-key", tlsKey, secret);
    return new Connection(
        new ChannelSecurity(roots, null, null, secret, chain),
        ClientKey.of(new KeyPair(chain.get(0).getPublicKey(), secret)),
        shown);
  }

  /** The client's answers are signed with it as well, and browsers and JDK share this one kind. */
  private static void requireP256(Path file, PrivateKey key) {
    boolean fits =
        key instanceof ECPrivateKey curve && curve.getParams().getOrder().bitLength() == 256;
    if (!fits) {
      throw new UserDataException(
          "tls-key: %s holds a key of kind %s (expected: ECDSA over P-256, and a certificate for it; make a key with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem)"
              .formatted(
                  file,
                  key instanceof ECPrivateKey curve
                      ? "ECDSA over another curve, of %d bits"
                          .formatted(curve.getParams().getOrder().bitLength())
                      : key.getAlgorithm()));
    }
  }

  private static ChannelSecurity enrolled(
      Enrolment enrolment,
      String coordinator,
      Backoff backoff,
      Executor executor,
      Consumer<String> waiting)
      throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return enrolment.security(coordinator, executor);
      } catch (Enrolment.UnreachableException e) {
        if (backoff.exhausted(attempt)) {
          throw new UserDataException(
              String.valueOf(e.getMessage()).startsWith("coordinator: ")
                  ? String.valueOf(e.getMessage())
                  : "coordinator: %s (expected: an answer; is it running?)"
                      .formatted(e.getMessage()),
              e);
        }
        Duration wait = backoff.delay(attempt);
        waiting.accept(
            "Enrolling with %s: %s. Trying again.".formatted(coordinator, e.getMessage()));
        Thread.sleep(wait.toMillis());
      }
    }
  }
}
