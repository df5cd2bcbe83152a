package dev.headwater.cli.setup;

import dev.headwater.cli.config.DurationConverter;
import dev.headwater.cli.identity.EnrolledFile;
import dev.headwater.coordinator.CoordinatorConfig;
import dev.headwater.coordinator.web.WebSettings;
import dev.headwater.files.UserInput;
import dev.headwater.secagg.TrustedIdentities;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Flags for the coordinator's addresses and the clients that it waits for. */
public final class ServerOptions {
  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:7070",
      description =
          "Where clients connect; 0.0.0.0:PORT for all interfaces. Default: ${DEFAULT-VALUE}.")
  public String listen = "";

  public @Mixin WebOptions web = new WebOptions();

  @Option(
      names = "--min-clients",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Enrolled clients before the first round; later rounds begin with a quorum. Default: ${DEFAULT-VALUE}.")
  public int minClients;

  @Option(
      names = "--quorum",
      paramLabel = "N",
      description =
          "Contributions that a round needs; with --privacy and no masks it ends at its --deadline with what it has. Default: half of --min-clients, rounded up.")
  @Nullable Integer quorum;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description =
          "After this a round ends with whoever has answered, if that is a quorum. Default: ${DEFAULT-VALUE}.")
  Duration deadline = Duration.ofSeconds(30);

  @Option(
      names = "--quorum-timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "How long to wait for clients before giving up with exit code 4. Default: for ever.")
  @Nullable Duration quorumTimeout;

  @Option(
      names = "--token",
      paramLabel = "T",
      description = "What clients must show to enrol. Default: nothing.")
  @Nullable String token;

  @Option(
      names = "--enrolled",
      paramLabel = "FILE",
      description =
          "With --secure-aggregation: lines of NAME PUBLICKEY. These clients must sign their keys; others may join unsigned. Default: nobody.")
  public @Nullable Path enrolled;

  /**
   * The configuration from the flags.
   *
   * @param more clients to wait for beside {@code --min-clients}
   * @param excluded names of clients that may not enrol
   */
  public CoordinatorConfig config(int more, Collection<String> excluded) {
    TrustedIdentities trusted =
        enrolled == null
            ? TrustedIdentities.none()
            : TrustedIdentities.enrolled(EnrolledFile.read(enrolled));
    return UserInput.valid(
        () ->
            new CoordinatorConfig(
                listen,
                web.port == null ? -1 : web.port,
                minClients + more,
                quorum == null ? (minClients + 1) / 2 : quorum,
                deadline,
                deadline,
                quorumTimeout,
                token,
                trusted,
                WebSettings.PLAIN,
                Set.copyOf(excluded)));
  }
}
