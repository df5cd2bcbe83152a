package dev.headwater.cli.setup;

import dev.headwater.cli.config.DurationConverter;
import dev.headwater.cli.identity.EnrolledFile;
import dev.headwater.cli.security.SecurityOptions;
import dev.headwater.coordinator.CoordinatorConfig;
import dev.headwater.coordinator.CoordinatorSecurity;
import dev.headwater.coordinator.web.WebSettings;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.secagg.TrustedIdentities;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
          "Address for clients; 0.0.0.0:PORT for all interfaces. Default: ${DEFAULT-VALUE}.")
  public String listen = "";

  public @Mixin WebOptions web = new WebOptions();

  @Option(
      names = "--min-clients",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Clients that must have enrolled before the first round; later rounds begin with a quorum. Default: ${DEFAULT-VALUE}.")
  public int minClients;

  @Option(
      names = "--quorum",
      paramLabel = "N",
      description =
          "Updates that a round needs. With --privacy and no masks it ends at its --deadline with what it has. Default: half of --min-clients, rounded up.")
  @Nullable Integer quorum;

  @Option(
      names = "--goal",
      paramLabel = "N",
      description =
          "End a round once it has N updates, although --cohort asks more clients; the others count as late. Not with --privacy or masks. Default: wait for all clients of the round.")
  public @Nullable Integer goal;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "Longest duration of a round: it then ends with the updates that have arrived, if they are a quorum; if the connected clients cannot make one, the round is given up and the next begins. Default: five times as long as clients take, at least 10s.")
  @Nullable Duration deadline;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = DurationConverter.class,
      description =
          "How long to wait for clients: to enrol, before the run ends with exit code 4; to answer, before a round is given up. Default: ${DEFAULT-VALUE}.")
  Duration wait = Duration.ofHours(1);

  public @Mixin SecurityOptions security = new SecurityOptions();

  @Option(
      names = "--enrolled",
      paramLabel = "FILE",
      description =
          "With --secure-aggregation: a file of lines NAME PUBLICKEY. These clients must sign their keys; others may join unsigned. Default: none.")
  public @Nullable Path enrolled;

  /**
   * Refuses a goal where the first to answer would take another client's place in what is promised.
   *
   * @param masked whether rounds are masked
   * @param promised whether the run has a privacy guarantee
   */
  public void requireGoal(boolean masked, boolean promised) {
    if (goal != null && (masked || promised)) {
      throw new UserDataException(
          "goal: %d with %s (expected: no goal there; every client that answers until the deadline counts)"
              .formatted(goal, promised ? "--privacy" : "--secure-aggregation"));
    }
  }

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
    CoordinatorSecurity callers = security.security();
    security.requireProtected(listen, plainPorts(callers));
    return UserInput.valid(
        () ->
            new CoordinatorConfig(
                listen,
                web.port == null ? -1 : web.port,
                minClients + more,
                quorum == null ? (minClients + 1) / 2 : quorum,
                goal,
                deadline,
                deadline,
                wait,
                null,
                trusted,
                WebSettings.PLAIN,
                Set.copyOf(excluded),
                callers));
  }

  /** The ports that speak plain text, by their flags. */
  private List<String> plainPorts(CoordinatorSecurity callers) {
    List<String> plain = new ArrayList<>();
    if (callers.tls() == null) {
      plain.add("--listen");
    }
    if (web.port != null && !web.tls() && callers.pki() == null) {
      plain.add("--web-port");
    }
    return plain;
  }

  /** What has to be said loudly at the start; empty for nothing. */
  public String warning(CoordinatorConfig config) {
    return security.warning(listen, plainPorts(config.security()));
  }
}
