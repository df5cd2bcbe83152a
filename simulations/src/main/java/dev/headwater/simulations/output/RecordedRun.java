package dev.headwater.simulations.output;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a run folder.
 *
 * @param dir the folder
 * @param config keys are flag names
 * @param rounds completed rounds, in order
 * @param lines those of {@code rounds.jsonl} that they were read from, without line ends
 * @param summary null if the run did not end in an orderly way
 * @param details null if missing
 * @param notes tolerated problems of the folder, as sentences
 */
public record RecordedRun(
    Path dir,
    Map<String, Object> config,
    List<RoundRecord> rounds,
    List<String> lines,
    @Nullable SummaryRecord summary,
    @Nullable RunDetails details,
    List<String> notes) {

  /** {@return whether the run promised privacy, by its summary or its configuration} */
  public boolean promised() {
    return config.get("privacy") != null || (summary != null && summary.privacy() != null);
  }

  /**
   * {@return the same run with other rounds}
   *
   * @param all in order
   * @param written their lines
   */
  public RecordedRun with(List<RoundRecord> all, List<String> written) {
    return new RecordedRun(
        dir, config, List.copyOf(all), List.copyOf(written), summary, details, notes);
  }
}
