package dev.headwater.simulations.output;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.headwater.simulations.output.state.PrivacyFacts;
import dev.headwater.simulations.output.text.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run: {@code summary.json}, and the last line of standard output under {@code
 * --format json}. Unknown numbers are null, never NaN.
 *
 * @param rounds number of completed rounds
 * @param finalAccuracy accuracy after the last round, in [0, 1]
 * @param bestAccuracy highest accuracy after any round, in [0, 1]
 * @param clientUpdates contributions counted in all rounds
 * @param clientUpdatesPerSecond {@code clientUpdates / seconds}
 * @param out the run folder, empty for none
 * @param seed of the run
 * @param version of Headwater
 * @param seconds wall time of all rounds, reading pictures and computing features not included
 * @param bytesUp payload from clients to coordinator
 * @param bytesDown payload from coordinator to clients
 * @param digest SHA-256 of the final global parameters, hex; null before the first round
 * @param outcome the outcome of the run
 * @param perClassAccuracy accuracy in [0, 1] by class name after the last round; omitted if
 *     unknown, null for a class without examples
 * @param clientAccuracy accuracy over the clients' held-out examples; omitted if unknown
 * @param privacy the privacy promised and spent; omitted without a promise
 */
@JsonPropertyOrder({
  "type",
  "rounds",
  "final_accuracy",
  "best_accuracy",
  "client_updates",
  "client_updates_per_second",
  "out",
  "seed",
  "version",
  "seconds",
  "bytes_up",
  "bytes_down",
  "digest",
  "outcome",
  "per_class_accuracy",
  "client_accuracy",
  "privacy"
})
@JsonIgnoreProperties(value = "type", allowGetters = true)
public record SummaryRecord(
    int rounds,
    @JsonProperty("final_accuracy") @Nullable Double finalAccuracy,
    @JsonProperty("best_accuracy") @Nullable Double bestAccuracy,
    @JsonProperty("client_updates") long clientUpdates,
    @JsonProperty("client_updates_per_second") @Nullable Double clientUpdatesPerSecond,
    String out,
    long seed,
    String version,
    double seconds,
    @JsonProperty("bytes_up") long bytesUp,
    @JsonProperty("bytes_down") long bytesDown,
    @Nullable String digest,
    RunOutcome outcome,
    @JsonProperty("per_class_accuracy") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<String, @Nullable Double> perClassAccuracy,
    @JsonProperty("client_accuracy") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Spread clientAccuracy,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PrivacyFacts privacy) {

  /** Keys that are omitted without a value. */
  static final List<String> LEFT_OUT = List.of("per_class_accuracy", "client_accuracy", "privacy");

  /**
   * Copies the map and turns numbers that are not finite into null.
   *
   * @param rounds at least 0
   * @param finalAccuracy in [0, 1]; NaN becomes null
   * @param bestAccuracy in [0, 1]; NaN becomes null
   * @param clientUpdates at least 0
   * @param clientUpdatesPerSecond at least 0; NaN and infinity become null
   * @param out a path, or empty
   * @param seed of the run
   * @param version of Headwater
   * @param seconds at least 0
   * @param bytesUp at least 0
   * @param bytesDown at least 0
   * @param digest 64 hex digits, or null
   * @param outcome how the run ended
   * @param perClassAccuracy copied in its order, NaN becomes null; null is the same as empty
   * @param clientAccuracy null if no client was scored
   * @param privacy null without a promise
   */
  public SummaryRecord(
      int rounds,
      @Nullable Double finalAccuracy,
      @Nullable Double bestAccuracy,
      long clientUpdates,
      @Nullable Double clientUpdatesPerSecond,
      String out,
      long seed,
      String version,
      double seconds,
      long bytesUp,
      long bytesDown,
      @Nullable String digest,
      RunOutcome outcome,
      @Nullable Map<String, @Nullable Double> perClassAccuracy,
      @Nullable Spread clientAccuracy,
      @Nullable PrivacyFacts privacy) {
    Map<String, @Nullable Double> classes = new LinkedHashMap<>();
    if (perClassAccuracy != null) {
      perClassAccuracy.forEach((label, accuracy) -> classes.put(label, Json.finite(accuracy)));
    }
    this.rounds = rounds;
    this.finalAccuracy = Json.finite(finalAccuracy);
    this.bestAccuracy = Json.finite(bestAccuracy);
    this.clientUpdates = clientUpdates;
    this.clientUpdatesPerSecond = Json.finite(clientUpdatesPerSecond);
    this.out = out;
    this.seed = seed;
    this.version = version;
    this.seconds = seconds;
    this.bytesUp = bytesUp;
    this.bytesDown = bytesDown;
    this.digest = digest;
    this.outcome = outcome;
    this.perClassAccuracy = Collections.unmodifiableMap(classes);
    this.clientAccuracy = clientAccuracy;
    this.privacy = privacy;
  }

  /** The summary of a resumed run: until it ends again, it counts as interrupted. */
  SummaryRecord interrupted() {
    return new SummaryRecord(
        rounds,
        finalAccuracy,
        bestAccuracy,
        clientUpdates,
        clientUpdatesPerSecond,
        out,
        seed,
        version,
        seconds,
        bytesUp,
        bytesDown,
        digest,
        RunOutcome.INTERRUPTED,
        perClassAccuracy,
        clientAccuracy,
        privacy);
  }

  /** {@return {@code summary}, which tells the summary from round lines} */
  @JsonProperty("type")
  public String type() {
    return "summary";
  }
}
