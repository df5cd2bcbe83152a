package dev.headwater.cli.security;

import dev.headwater.coordinator.CoordinatorSecurity;
import dev.headwater.coordinator.members.JoinLimits;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.pki.CertificateCheck;
import dev.headwater.pki.Pem;
import dev.headwater.pki.PkiFolder;
import dev.headwater.pki.Role;
import dev.headwater.proto.HostPort;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for how a coordinator knows its callers, and what they may take. */
public final class SecurityOptions {
  @Option(
      names = "--pki",
      paramLabel = "DIR",
      description =
          "Folder made by 'headwater pki init': clients join over mutual TLS with join tokens, browsers over HTTPS with theirs. Default: none.")
  @Nullable Path pki;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "PEM certificate chain of the clients' port, from elsewhere than --pki. Default: plain text, on loopback alone.")
  @Nullable Path tlsCert;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Its private key, PEM, not encrypted.")
  @Nullable Path tlsKey;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description =
          "With --tls-cert: PEM root certificates of the clients' certificates, whose common name is the client's name and whose unit is its role. Default: clients show none.")
  @Nullable Path tlsCa;

  @Option(
      names = "--token",
      paramLabel = "T",
      description =
          "Token that clients must present to enrol; every user of this machine can read it in the list of processes. Default: HEADWATER_TOKEN, else none.")
  @Nullable String token;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "A file of lines 'client', 'watcher' or 'operator' and a token. Only operators read /metrics. Default: none.")
  @Nullable Path tokenFile;

  @Option(
      names = "--insecure",
      description =
          "Accept unencrypted connections on other addresses than loopback, on both ports: anyone on the network path can read models, updates and tokens.")
  boolean insecure;

  @Option(
      names = "--max-clients",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Clients that may join, over the whole run. Default: ${DEFAULT-VALUE}.")
  int maxClients = JoinLimits.DEFAULT.clients();

  @Option(
      names = "--max-joins",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Joins from one address in a minute. Default: ${DEFAULT-VALUE}.")
  int maxJoins = JoinLimits.DEFAULT.joinsPerMinute();

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "2000",
      description =
          "Connections from one address at once, on the clients' port. Default: ${DEFAULT-VALUE}.")
  int maxConnections = JoinLimits.DEFAULT.connections();

  @Option(
      names = "--max-labels",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Class names that one client may bring. Default: ${DEFAULT-VALUE}.")
  int maxLabels = JoinLimits.DEFAULT.labels();

  @Option(
      names = "--max-examples",
      paramLabel = "N",
      defaultValue = "10000000",
      description = "Pictures that one client may declare. Default: ${DEFAULT-VALUE}.")
  int maxExamples = JoinLimits.DEFAULT.examples();

  /** Of the folder's key; empty for none. */
  private String keyWarning = "";

  /** The flags by which a client joins, beside the coordinator's address; empty for none. */
  public String clientFlags() {
    if (pki != null) {
      return " --token-file FILE";
    }
    String trust = tlsCert == null ? "" : " --tls-ca FILE";
    return tlsCa == null ? trust : trust + " --tls-cert FILE --tls-key FILE";
  }

  /**
   * The security that the flags ask for.
   *
   * @throws UserDataException if they contradict each other, or a file cannot be used
   */
  public CoordinatorSecurity security() {
    JoinLimits limits =
        UserInput.valid(
            () ->
                new JoinLimits(
                    maxClients,
                    maxJoins,
                    maxConnections,
                    JoinLimits.DEFAULT.calls(),
                    maxLabels,
                    maxExamples));
    if ((tlsCert == null) != (tlsKey == null)) {
      throw new UserDataException(
          tlsCert == null
              ? "tls-key: without --tls-cert (expected: both, or neither)"
              : "tls-cert: without --tls-key (expected: both, or neither)");
    }
    if (pki != null && tlsCert != null) {
      throw new UserDataException(
          "tls-cert: beside --pki (expected: one of them; --pki has a certificate of its own)");
    }
    Map<String, Role> tokens = tokens();
    if (pki != null) {
      PkiFolder folder = PkiFolder.open(pki, InstantSource.system());
      keyWarning = folder.warning();
      return UserInput.valid(() -> CoordinatorSecurity.of(folder, tokens, limits));
    }
    CertificateCheck check =
        tlsCa == null
            ? null
            : new CertificateCheck(Pem.certificates("tls-ca", tlsCa), null, InstantSource.system());
    if (tlsCert != null && tlsKey != null) {
      // Now, and not when the port opens: that is after the features of the test pictures.
      Pem.requirePair(
          "tls-cert",
          tlsCert,
          Pem.certificates("tls-cert", tlsCert).get(0),
          "tls-key",
          tlsKey,
          Pem.key("tls-key", tlsKey));
    }
    CoordinatorSecurity.Tls tls =
        tlsCert == null || tlsKey == null ? null : new CoordinatorSecurity.Tls(tlsCert, tlsKey);
    return UserInput.valid(() -> new CoordinatorSecurity(tls, check, null, tokens, limits));
  }

  private Map<String, Role> tokens() {
    Map<String, Role> all = new HashMap<>();
    if (tokenFile != null) {
      all.putAll(Tokens.roles(tokenFile));
    }
    String shared = token != null || pki != null ? token : Tokens.environment();
    if (shared != null) {
      if (shared.isBlank()) {
        throw new UserDataException("token: blank (expected: some characters, or no token)");
      }
      all.put(shared, Role.CLIENT);
    }
    return all;
  }

  /**
   * Refuses plain text that leaves the machine.
   *
   * @param listen the address of both ports
   * @param plainPorts the flags of the ports that speak plain text
   */
  public void requireProtected(String listen, List<String> plainPorts) {
    if (!plainPorts.isEmpty() && !insecure && !Loopback.is(host(listen))) {
      throw new UserDataException(
          "listen: %s in the clear (%s) (expected: --pki, or certificates with --tls-cert and --web-tls-cert; --insecure sends models, deltas and tokens unencrypted, such as behind a proxy that speaks TLS)"
              .formatted(listen, String.join(" and ", plainPorts)));
    }
  }

  /** What to say at the start, empty for nothing. */
  public String warning(String listen, List<String> plainPorts) {
    return plainPorts.isEmpty() || Loopback.is(host(listen))
        ? keyWarning
        : "INSECURE: %s in the clear on %s. Whoever is on the way reads and changes models, deltas and tokens."
            .formatted(String.join(" and ", plainPorts), listen);
  }

  private static String host(String listen) {
    return UserInput.valid(() -> HostPort.parse("listen", listen)).host();
  }
}
