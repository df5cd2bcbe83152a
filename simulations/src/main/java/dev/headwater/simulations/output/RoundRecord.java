package dev.headwater.simulations.output;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.headwater.files.StateFormat;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.promise.PrivacySpent;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.simulations.output.text.Json;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One round for other programs: a line of {@code rounds.jsonl} and of standard output under {@code
 * --format json}. Unknown numbers are null, never NaN.
 *
 * @param round 1-based
 * @param cohort clients that were asked
 * @param contributed clients that were counted
 * @param refused contributions that were not counted
 * @param trainLoss mean training loss of the contributors in nats, null if it is hidden or they
 *     computed none
 * @param evalLoss mean loss on the test set, else on the clients' held-out examples, in nats
 * @param evalAccuracy share of correct predictions on the same examples, in [0, 1]
 * @param personalAccuracy share of correct predictions of the clients' own heads on their held-out
 *     examples, all examples together, in [0, 1]; omitted unless clients keep and score such heads
 * @param numExamples examples of all contributors
 * @param bytesUp payload from clients to coordinator
 * @param bytesDown payload from coordinator to clients
 * @param seconds wall time of the round
 * @param epsilon privacy spent so far, null without differential privacy
 * @param delta delta of the guarantee, null without differential privacy
 * @param digest SHA-256 of the new global parameters, hex
 * @param ledger head of the privacy ledger after the round, in {@code rounds.jsonl}; omitted
 *     without a promise and on standard output
 * @param aborted why the round gave no sum, so that the parameters did not change; omitted if it
 *     gave one
 */
@JsonPropertyOrder({
  "type",
  StateFormat.KEY,
  "round",
  "cohort",
  "contributed",
  "refused",
  "train_loss",
  "eval_loss",
  "eval_accuracy",
  "personal_accuracy",
  "num_examples",
  "bytes_up",
  "bytes_down",
  "seconds",
  "epsilon",
  "delta",
  "digest",
  "ledger",
  "aborted"
})
@JsonIgnoreProperties(
    value = {"type", StateFormat.KEY},
    allowGetters = true)
public record RoundRecord(
    int round,
    int cohort,
    int contributed,
    int refused,
    @JsonProperty("train_loss") @Nullable Double trainLoss,
    @JsonProperty("eval_loss") @Nullable Double evalLoss,
    @JsonProperty("eval_accuracy") @Nullable Double evalAccuracy,
    @JsonProperty("personal_accuracy") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Double personalAccuracy,
    @JsonProperty("num_examples") long numExamples,
    @JsonProperty("bytes_up") long bytesUp,
    @JsonProperty("bytes_down") long bytesDown,
    double seconds,
    @Nullable Double epsilon,
    @Nullable Double delta,
    String digest,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String ledger,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String aborted) {

  /** Omitted without a value. */
  static final List<String> LEFT_OUT = List.of("personal_accuracy", "ledger", "aborted");

  /**
   * Turns numbers that are not finite into null; everything else is taken as it is.
   *
   * @param round 1-based
   * @param cohort at least 0
   * @param contributed at least 0
   * @param refused at least 0
   * @param trainLoss in nats; NaN becomes null
   * @param evalLoss in nats; NaN becomes null
   * @param evalAccuracy in [0, 1]; NaN becomes null
   * @param personalAccuracy in [0, 1]; NaN becomes null
   * @param numExamples at least 0
   * @param bytesUp at least 0
   * @param bytesDown at least 0
   * @param seconds at least 0
   * @param epsilon at least 0; infinity becomes null
   * @param delta in (0, 1), or null
   * @param digest 64 hex digits
   * @param ledger 64 hex digits, or null
   * @param aborted a sentence, null if the round gave a sum
   */
  public RoundRecord {
    trainLoss = Json.finite(trainLoss);
    evalLoss = Json.finite(evalLoss);
    evalAccuracy = Json.finite(evalAccuracy);
    personalAccuracy = Json.finite(personalAccuracy);
    epsilon = Json.finite(epsilon);
    delta = Json.finite(delta);
  }

  /**
   * {@return the record of a round, without its vectors}
   *
   * @param report of the round; an infinite epsilon becomes null
   */
  public static RoundRecord of(RoundReport report) {
    return of(report, null);
  }

  /**
   * {@return the record of a round, without its vectors}
   *
   * @param report of the round; an infinite epsilon becomes null
   * @param ledger head of the privacy ledger, null without a promise
   */
  public static RoundRecord of(RoundReport report, @Nullable String ledger) {
    Aggregate aggregate = report.aggregate();
    Evaluation evaluation = report.evaluation();
    Evaluation personal = report.personal().values().stream().reduce(Evaluation::plus).orElse(null);
    PrivacySpent privacy = report.privacy();
    return new RoundRecord(
        report.round(),
        report.task().cohort().size(),
        aggregate.contributors().size(),
        aggregate.refusals().size(),
        aggregate.trainLoss(),
        evaluation == null ? null : evaluation.loss(),
        evaluation == null ? null : evaluation.accuracy(),
        personal == null ? null : personal.accuracy(),
        aggregate.numExamples(),
        aggregate.bytesUp(),
        aggregate.bytesDown(),
        report.seconds(),
        privacy == null ? null : privacy.epsilon(),
        privacy == null ? null : privacy.delta(),
        report.digest(),
        ledger,
        aggregate.whyNoSum());
  }

  /** Reads a line of {@code rounds.jsonl}; of another format it is refused. */
  static RoundRecord parse(String line, Path file) throws JsonProcessingException {
    return Json.read(Json.stateOf(line, file), RoundRecord.class, LEFT_OUT);
  }

  /**
   * {@return a round that a file keeps beside other things}
   *
   * @param line as {@code rounds.jsonl} has it
   * @param file that has it, for the message
   * @throws UserDataException if it is no round
   */
  public static RoundRecord read(String line, Path file) {
    try {
      return parse(line, file);
    } catch (JsonProcessingException e) {
      throw new UserDataException(
          "run: %s holds a round that cannot be read: %s (expected: as the run wrote it)"
              .formatted(file, e.getOriginalMessage()),
          e);
    }
  }

  /** {@return the format of this object, see {@link StateFormat}} */
  @JsonProperty(StateFormat.KEY)
  public int format() {
    return StateFormat.CURRENT;
  }

  /** {@return {@code round}, which tells round lines from the summary} */
  @JsonProperty("type")
  public String type() {
    return "round";
  }
}
