package dev.headwater.simulations.output;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run folder read back.
 *
 * @param dir the folder
 * @param config keys are flag names
 * @param rounds that ended, in order
 * @param summary null where the run did not end in an orderly way
 * @param details null where they are missing
 * @param notes what was wrong with the folder and tolerated, in sentences
 */
public record RecordedRun(
    Path dir,
    Map<String, Object> config,
    List<RoundRecord> rounds,
    @Nullable SummaryRecord summary,
    @Nullable RunDetails details,
    List<String> notes) {}
