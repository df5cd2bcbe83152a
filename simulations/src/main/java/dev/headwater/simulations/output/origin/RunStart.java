package dev.headwater.simulations.output.origin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.headwater.simulations.output.text.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One start of a run: the first, or a resumption.
 *
 * @param started ISO 8601 with the zone
 * @param firstRound the round that it began with, 1-based
 * @param origin null if it is not known
 * @param config the settings until the next start, where they are not those of the run's last
 *     start; null if they are, and in files of earlier versions
 */
public record RunStart(
    String started,
    @JsonProperty("first_round") int firstRound,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Origin origin,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> config) {

  /**
   * {@return the same start of a run that has gone on with these settings}
   *
   * @param was what the run went on from
   * @param now the settings of the next start
   */
  public RunStart followed(Map<String, Object> was, Map<String, Object> now) {
    boolean other = config == null && !Json.line(was).equals(Json.line(now));
    return other ? new RunStart(started, firstRound, origin, was) : this;
  }
}
