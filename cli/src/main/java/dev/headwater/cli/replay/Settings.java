package dev.headwater.cli.replay;

import dev.headwater.cli.config.ConfigFile;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.origin.RunStart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The flags of some of a run's rounds: of all, or of those until it went on with others.
 *
 * @param last the last of these rounds, 1-based
 */
record Settings(RecordedFlags flags, int last) {

  /**
   * Those of every start of a run that had others than the next, in order; the last are those of
   * its {@code config.yaml}.
   *
   * @param others flags that take the place of its own, by key
   */
  static List<Settings> of(RecordedRun run, Map<String, String> others) {
    Path file = run.dir().resolve(RunFolder.CONFIG);
    RunDetails details = run.details();
    List<RunStart> starts = details == null ? List.of() : details.starts();
    List<Settings> all = new ArrayList<>();
    for (int i = 0; i + 1 < starts.size(); i++) {
      Map<String, Object> config = starts.get(i).config();
      if (config != null && !config.equals(starts.get(i + 1).config())) {
        int last = starts.get(i + 1).firstRound() - 1;
        all.add(new Settings(RecordedFlags.of(file, ConfigFile.of(file, config), others), last));
      }
    }
    int last = run.rounds().size();
    all.add(new Settings(RecordedFlags.of(file, ConfigFile.read(file), others), last));
    return all;
  }
}
