package dev.headwater.simulations.unlearning;

import dev.headwater.files.FileTrouble;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Scores;
import dev.headwater.simulations.output.state.SavedStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Writes the sums of a run whose head depends on nothing but statistics, for unlearning. */
public final class StatisticsKeeper implements RoundListener {
  private final Path folder;
  private final boolean forgets;

  /**
   * A keeper that does nothing for other runs.
   *
   * @param folder the run's folder
   * @param settings of the run
   */
  public StatisticsKeeper(Path folder, RunSettings settings) {
    this.folder = folder;
    this.forgets = canForget(settings);
  }

  /**
   * {@return whether the run's head is a function of sums of statistics, of which one client's part
   * can be taken out} A promise forbids it: the sums carry noise, and are gone. Sums of one kind
   * are kept, so two closed forms in turn must be of the same.
   *
   * @param settings of a run
   */
  public static boolean canForget(RunSettings settings) {
    List<LocalWork> works = settings.strategy().works(settings.start(), settings.hyper());
    return settings.promise() == null
        && works.stream().allMatch(work -> work.statistics() || work instanceof Scores)
        && works.stream().filter(SavedStatistics::keeps).map(LocalWork::name).distinct().count()
            == 1;
  }

  @Override
  public void onRound(RoundReport report) {
    LocalWork work = report.task().train().work();
    if (!forgets || !SavedStatistics.keeps(work) || !report.aggregate().hasSum()) {
      return;
    }
    try {
      SavedStatistics.of(report).write(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "statistics: cannot be written into %s: %s (expected: a disk with room and the right to write)"
              .formatted(folder, FileTrouble.words(e)),
          e);
    }
  }
}
