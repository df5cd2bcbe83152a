package dev.headwater.simulations.output.origin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One start of a run: the first, or a resumption.
 *
 * @param started ISO 8601 with the zone
 * @param firstRound the round that it began with, 1-based
 * @param origin null if it is not known
 */
public record RunStart(
    String started,
    @JsonProperty("first_round") int firstRound,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Origin origin) {}
