package dev.headwater.simulations.output;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.headwater.files.StateFormat;
import dev.headwater.simulations.evaluation.Confusion;
import dev.headwater.simulations.output.SummaryRecord.ComputedFrom;
import dev.headwater.simulations.output.origin.RunStart;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
 * @param computedFrom as in the summary, which a run that was killed does not have
 * @param personalAccuracy as in the summary
 * @param confusion what the final model takes the coordinator's test set for; null without a test
 *     set or a model, and in files of earlier versions
 * @param starts of the run, in order; empty in files of earlier versions
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
    List<Refused> refusals,
    @JsonProperty("computed_from") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable ComputedFrom computedFrom,
    @JsonProperty("personal_accuracy") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Spread personalAccuracy,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Confusion confusion,
    List<RunStart> starts) {

  /** Keys that are omitted without a value. */
  static final List<String> LEFT_OUT =
      List.of(
          "computed_from",
          "personal_accuracy",
          "confusion",
          "starts",
          "starts/config",
          "facts/origin",
          "facts/test_set_digest");

  /** {@return the format of this object, see {@link StateFormat}} */
  @JsonProperty(StateFormat.KEY)
  public int format() {
    return StateFormat.CURRENT;
  }

  /**
   * The number of correct predictions for a class or a client.
   *
   * @param name of the class or the client
   * @param correct from 0 to {@code total}
   * @param total number of examples, at least 0
   */
  public record Score(String name, long correct, long total) {
    /** {@return the share of correct predictions, in [0, 1]; NaN without examples} */
    public double accuracy() {
      return (double) correct / total;
    }
  }

  /**
   * The spread of the clients' accuracies after a round.
   *
   * @param round 1-based
   * @param accuracy over all clients that were scored
   */
  public record RoundSpread(int round, Spread accuracy) {}

  /**
   * A contribution that was not counted.
   *
   * @param round 1-based
   * @param client its name
   * @param reason why, in words
   */
  public record Refused(int round, String client, String reason) {}

  /**
   * Copies the lists.
   *
   * @param started ISO 8601 with the zone
   * @param facts taken as they are, they are immutable
   * @param clientsSeen at least 0
   * @param scoredOn in words, or empty
   * @param classes copied; empty if nothing was scored
   * @param clients copied; empty if no client was scored
   * @param spreads copied, in the order of the rounds
   * @param refusals copied, in the order of the rounds
   * @param computedFrom null for heads that were trained
   * @param personalAccuracy null if clients keep no heads of their own, or none was scored
   * @param confusion null if it was not computed
   * @param starts copied; files of earlier versions have none
   */
  public RunDetails {
    classes = List.copyOf(classes);
    clients = List.copyOf(clients);
    spreads = List.copyOf(spreads);
    refusals = List.copyOf(refusals);
    starts = List.copyOf(Objects.requireNonNullElse(starts, List.of()));
  }
}
