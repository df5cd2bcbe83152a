package dev.headwater.simulations.output;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.headwater.files.StateFormat;
import dev.headwater.simulations.output.state.PrivacyFacts;
import dev.headwater.simulations.output.text.Json;
import dev.headwater.simulations.output.text.Quantities;
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
 * @param roundsWithoutSum rounds that gave no sum; omitted if every round gave one
 * @param computedFrom the clients whose statistics the head was computed from; omitted for heads
 *     that were trained
 * @param digest SHA-256 of the final global parameters, hex; null before the first round
 * @param outcome the outcome of the run
 * @param target what the run was to reach, and when it did; omitted without a target
 * @param perClassAccuracy accuracy in [0, 1] by class name after the last round; omitted if
 *     unknown, null for a class without examples
 * @param clientAccuracy accuracy over the clients' held-out examples; omitted if unknown
 * @param personalAccuracy accuracy of the clients' own heads over the same examples; omitted unless
 *     clients keep and score such heads
 * @param privacy the privacy guaranteed and spent; omitted without a promise
 * @param notes sentences for the user, such as pictures that were skipped; omitted if there are
 *     none
 */
@JsonPropertyOrder({
  "type",
  StateFormat.KEY,
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
  "rounds_without_sum",
  "computed_from",
  "digest",
  "outcome",
  "target",
  "per_class_accuracy",
  "client_accuracy",
  "personal_accuracy",
  "privacy",
  "notes"
})
@JsonIgnoreProperties(
    value = {"type", StateFormat.KEY},
    allowGetters = true)
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
    @JsonProperty("rounds_without_sum") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer roundsWithoutSum,
    @JsonProperty("computed_from") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable ComputedFrom computedFrom,
    @Nullable String digest,
    RunOutcome outcome,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Reached target,
    @JsonProperty("per_class_accuracy") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<String, @Nullable Double> perClassAccuracy,
    @JsonProperty("client_accuracy") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Spread clientAccuracy,
    @JsonProperty("personal_accuracy") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Spread personalAccuracy,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PrivacyFacts privacy,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes) {

  /** Keys that are omitted without a value. */
  static final List<String> LEFT_OUT =
      List.of(
          "rounds_without_sum",
          "computed_from",
          "target",
          "per_class_accuracy",
          "client_accuracy",
          "personal_accuracy",
          "privacy",
          "notes");

  /**
   * The clients of a head in closed form.
   *
   * @param clients whose statistics were counted
   * @param enrolled when its round began
   */
  public record ComputedFrom(int clients, int enrolled) {}

  /**
   * What a run was to reach, and the price of it.
   *
   * @param until such as {@code accuracy=0.9}
   * @param round the first that reached it, 1-based; null if none did
   * @param bytesUp payload from clients to coordinator up to that round, null without one
   * @param bytesDown payload from coordinator to clients up to that round, null without one
   * @param seconds wall time up to that round, null without one
   */
  public record Reached(
      String until,
      @Nullable Integer round,
      @JsonProperty("bytes_up") @Nullable Long bytesUp,
      @JsonProperty("bytes_down") @Nullable Long bytesDown,
      @Nullable Double seconds) {}

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
   * @param roundsWithoutSum null if every round gave a sum
   * @param computedFrom null for heads that were trained
   * @param digest 64 hex digits, or null
   * @param outcome how the run ended
   * @param target null without one
   * @param perClassAccuracy copied in its order, NaN becomes null; null is the same as empty
   * @param clientAccuracy null if no client was scored
   * @param personalAccuracy null if clients keep no heads of their own, or none was scored
   * @param privacy null without a promise
   * @param notes copied; null is the same as empty
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
      @Nullable Integer roundsWithoutSum,
      @Nullable ComputedFrom computedFrom,
      @Nullable String digest,
      RunOutcome outcome,
      @Nullable Reached target,
      @Nullable Map<String, @Nullable Double> perClassAccuracy,
      @Nullable Spread clientAccuracy,
      @Nullable Spread personalAccuracy,
      @Nullable PrivacyFacts privacy,
      @Nullable List<String> notes) {
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
    this.roundsWithoutSum = roundsWithoutSum;
    this.computedFrom = computedFrom;
    this.digest = digest;
    this.outcome = outcome;
    this.target = target;
    this.perClassAccuracy = Collections.unmodifiableMap(classes);
    this.clientAccuracy = clientAccuracy;
    this.personalAccuracy = personalAccuracy;
    this.privacy = privacy;
    this.notes = notes == null ? List.of() : List.copyOf(notes);
  }

  /**
   * {@return whether rounds ran and none gave a sum: then the run learned nothing and wrote no
   * model}
   */
  public boolean withoutAnySum() {
    return roundsWithoutSum != null && roundsWithoutSum == rounds;
  }

  /**
   * {@return how many of the clients the head was computed from, as a sentence; empty if of all}
   */
  public String missingWords() {
    return computedFrom == null || computedFrom.clients() >= computedFrom.enrolled()
        ? ""
        : "The head was computed from %d of %d enrolled clients; the others are missing."
            .formatted(computedFrom.clients(), computedFrom.enrolled());
  }

  /**
   * {@return how the clients' own heads do beside the global one, as a sentence; empty if they keep
   * none}
   */
  public String personalWords() {
    if (personalAccuracy == null || clientAccuracy == null) {
      return "";
    }
    return "The clients' own heads: median accuracy %s over %s on their held-out examples; the global head's is %s."
        .formatted(
            Quantities.percent(personalAccuracy.median()),
            Quantities.count(personalAccuracy.clients(), "client"),
            Quantities.percent(clientAccuracy.median()));
  }

  /**
   * {@return whether and when the run reached its target, as a sentence with a space in front;
   * empty without one}
   */
  public String targetSentence() {
    if (target == null) {
      return "";
    }
    if (target.round() == null || target.bytesUp() == null || target.bytesDown() == null) {
      return " The target %s was not reached.".formatted(target.until());
    }
    return " The target %s was reached in round %d, after %s up and %s down."
        .formatted(
            target.until(),
            target.round(),
            Quantities.bytes(target.bytesUp()),
            Quantities.bytes(target.bytesDown()));
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
        roundsWithoutSum,
        computedFrom,
        digest,
        RunOutcome.INTERRUPTED,
        target,
        perClassAccuracy,
        clientAccuracy,
        personalAccuracy,
        privacy,
        notes);
  }

  /** {@return the format of this object, see {@link StateFormat}} */
  @JsonProperty(StateFormat.KEY)
  public int format() {
    return StateFormat.CURRENT;
  }

  /** {@return {@code summary}, which tells the summary from round lines} */
  @JsonProperty("type")
  public String type() {
    return "summary";
  }
}
