package dev.headwater.coordinator;

import dev.headwater.coordinator.rounds.timing.RoundLimits;
import dev.headwater.coordinator.web.WebSettings;
import dev.headwater.pki.Role;
import dev.headwater.secagg.TrustedIdentities;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a coordinator.
 *
 * @param listen {@code host:port} for clients; port 0 takes any free one
 * @param webPort port for browsers, /metrics, /healthz and /readyz, 0 for any free one, -1 for none
 * @param minClients enrolled clients required before the first round, at least 1; later rounds
 *     require a quorum
 * @param quorum contributions that a round requires, 1 to minClients; a smaller cohort must answer
 *     completely
 * @param goal contributions with which a round ends although more clients were asked, at least the
 *     quorum; null to wait for everybody who was asked until the deadline
 * @param deadline time after which a round ends if the quorum is met, and is given up if those that
 *     are here cannot meet it; null to derive it from the clients' times
 * @param evaluationDeadline time after which the coordinator stops waiting for clients' scores;
 *     null to derive it
 * @param patience how long to wait for clients, to enrol or to answer, before giving up; null for
 *     no limit
 * @param token token that clients must present, null for none
 * @param trusted identities whose signatures must be valid in masked rounds
 * @param web settings of the web port
 * @param excluded names of clients that may not enrol
 * @param security how callers are known
 */
public record CoordinatorConfig(
    String listen,
    int webPort,
    int minClients,
    int quorum,
    @Nullable Integer goal,
    @Nullable Duration deadline,
    @Nullable Duration evaluationDeadline,
    @Nullable Duration patience,
    @Nullable String token,
    TrustedIdentities trusted,
    WebSettings web,
    Set<String> excluded,
    CoordinatorSecurity security) {

  /** A configuration with default web settings. */
  public CoordinatorConfig(
      String listen,
      int webPort,
      int minClients,
      int quorum,
      @Nullable Duration deadline,
      @Nullable Duration evaluationDeadline,
      @Nullable Duration patience,
      @Nullable String token,
      TrustedIdentities trusted) {
    this(
        listen,
        webPort,
        minClients,
        quorum,
        null,
        deadline,
        evaluationDeadline,
        patience,
        token,
        trusted,
        WebSettings.PLAIN,
        Set.of(),
        CoordinatorSecurity.PLAIN);
  }

  /** The same configuration with another web port. */
  public CoordinatorConfig withWeb(WebSettings settings) {
    return new CoordinatorConfig(
        listen,
        webPort,
        minClients,
        quorum,
        goal,
        deadline,
        evaluationDeadline,
        patience,
        token,
        trusted,
        settings,
        excluded,
        security);
  }

  /** The same configuration with other security. */
  public CoordinatorConfig withSecurity(CoordinatorSecurity other) {
    return new CoordinatorConfig(
        listen,
        webPort,
        minClients,
        quorum,
        goal,
        deadline,
        evaluationDeadline,
        patience,
        token,
        trusted,
        web,
        excluded,
        other);
  }

  /** A configuration without identities to check. */
  public CoordinatorConfig(
      String listen,
      int webPort,
      int minClients,
      int quorum,
      @Nullable Duration deadline,
      @Nullable Duration evaluationDeadline,
      @Nullable Duration patience,
      @Nullable String token) {
    this(
        listen,
        webPort,
        minClients,
        quorum,
        deadline,
        evaluationDeadline,
        patience,
        token,
        TrustedIdentities.none());
  }

  /** Refuses numbers outside their ranges, naming the flag. */
  public CoordinatorConfig {
    excluded = Set.copyOf(excluded);
    if (webPort < -1 || webPort > 65535) {
      throw new IllegalArgumentException(
          "web-port: %d (expected: 0 to 65535, or -1 for none)".formatted(webPort));
    }
    if (minClients < 1) {
      throw new IllegalArgumentException(
          "min-clients: %d (expected: at least 1)".formatted(minClients));
    }
    if (quorum < 1 || quorum > minClients) {
      throw new IllegalArgumentException(
          "quorum: %d (expected: 1 to %d, the min-clients)".formatted(quorum, minClients));
    }
    if (goal != null && goal < quorum) {
      throw new IllegalArgumentException(
          "goal: %d (expected: at least %d, the quorum)".formatted(goal, quorum));
    }
    requirePositive("deadline", deadline);
    requirePositive("evaluation-deadline", evaluationDeadline);
    requirePositive("wait", patience);
    if (token != null && token.isBlank()) {
      throw new IllegalArgumentException("token: blank (expected: some characters, or no token)");
    }
    if (token != null && security.pki() != null) {
      throw new IllegalArgumentException(
          "token: one that all clients share, beside --pki (expected: join tokens of 'headwater pki issue')");
    }
  }

  /** Shared tokens and their roles. */
  Map<String, Role> tokens() {
    Map<String, Role> all = new HashMap<>(security.tokens());
    if (token != null) {
      all.put(token, Role.CLIENT);
    }
    return all;
  }

  /** The limits of the rounds. */
  RoundLimits limits() {
    return new RoundLimits(minClients, quorum, goal, deadline, evaluationDeadline, patience);
  }

  private static void requirePositive(String name, @Nullable Duration value) {
    if (value != null && (value.isZero() || value.isNegative())) {
      throw new IllegalArgumentException("%s: %s (expected: above 0)".formatted(name, value));
    }
  }
}
