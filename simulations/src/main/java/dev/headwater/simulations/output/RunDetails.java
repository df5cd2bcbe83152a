package dev.headwater.simulations.output;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What the report shows and neither {@code rounds.jsonl} nor {@code summary.json} holds; {@code
 * details.json} in the run folder, so that the report can be written again.
 *
 * @param started when, ISO 8601 with the zone
 * @param facts known before the first round
 * @param clientsSeen clients that were counted at least once
 * @param scoredOn what accuracy was measured on, in words; empty where it was not
 * @param classes scores by class after the last round that was scored
 * @param clients scores by client after the last round in which clients were scored
 * @param spreads spread over clients of every round in which they were scored
 * @param refusals the first refused contributions, at most {@link RunHistory#KEPT_REFUSALS}
 */
public record RunDetails(
    String started,
    RunFacts facts,
    @JsonProperty("clients_seen") int clientsSeen,
    @JsonProperty("scored_on") String scoredOn,
    List<Score> classes,
    List<Score> clients,
    List<RoundSpread> spreads,
    List<Refused> refusals) {

  /** How many of a class's or a client's examples were answered right. */
  public record Score(String name, long correct, long total) {
    /** In [0, 1]; NaN of no examples. */
    public double accuracy() {
      return (double) correct / total;
    }
  }

  /** The clients' accuracies after a round. */
  public record RoundSpread(int round, Spread accuracy) {}

  /** A contribution that was not counted, and why. */
  public record Refused(int round, String client, String reason) {}

  /** Copies the lists. */
  public RunDetails {
    classes = List.copyOf(classes);
    clients = List.copyOf(clients);
    spreads = List.copyOf(spreads);
    refusals = List.copyOf(refusals);
  }
}
