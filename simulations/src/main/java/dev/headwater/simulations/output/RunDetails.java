package dev.headwater.simulations.output;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.headwater.files.StateFormat;
import java.util.List;

/**
 * Content of the report that is neither in {@code rounds.jsonl} nor in {@code summary.json}; stored
 * as {@code details.json} in the run folder, so that the report can be regenerated.
 *
 * @param started start time, ISO 8601 with the zone
 * @param facts facts known before the first round
 * @param clientsSeen number of clients that were counted at least once
 * @param scoredOn the examples on which accuracy was measured, in words; empty if it was not
 *     measured
 * @param classes scores by class after the last round that was scored
 * @param clients scores by client after the last round in which clients were scored
 * @param spreads spread over clients of every round in which they were scored
 * @param refusals the first refused contributions, at most {@link RunHistory#KEPT_REFUSALS}
 */
@JsonPropertyOrder({StateFormat.KEY, "started"})
@JsonIgnoreProperties(value = StateFormat.KEY, allowGetters = true)
public record RunDetails(
    String started,
    RunFacts facts,
    @JsonProperty("clients_seen") int clientsSeen,
    @JsonProperty("scored_on") String scoredOn,
    List<Score> classes,
    List<Score> clients,
    List<RoundSpread> spreads,
    List<Refused> refusals) {

  /** The format of this object, see {@link StateFormat}. */
  @JsonProperty(StateFormat.KEY)
  public int format() {
    return StateFormat.CURRENT;
  }

  /** The number of correct predictions for a class or a client. */
  public record Score(String name, long correct, long total) {
    /** In [0, 1]; NaN without examples. */
    public double accuracy() {
      return (double) correct / total;
    }
  }

  /** The spread of the clients' accuracies after a round. */
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
