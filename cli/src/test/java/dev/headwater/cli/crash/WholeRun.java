package dev.headwater.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.files.disk.PowerCut;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.LedgerFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** What the folder of a run must hold at its end, whatever happened on the way. */
record WholeRun(RunKind kind, List<String> digests, Path folder) {

  static WholeRun of(RunKind kind, Path folder) {
    return new WholeRun(kind, digests(RunFolder.open(folder)), folder);
  }

  private static List<String> digests(RecordedRun run) {
    return run.rounds().stream().map(RoundRecord::digest).toList();
  }

  /** Refuses a run that is not as this one, which nothing has interrupted. */
  void requireLike(Path killed, String how) throws IOException {
    RecordedRun run = RunFolder.open(killed);
    requireRounds(run, digests.size(), how);
    requireEnd(run, how);
  }

  /**
   * The same for live clients: each answers a masked round once, so a round that a crash ended
   * after that has no sum, and what comes after it is another run. A kill costs one round at most,
   * and under a promise nothing is paid twice.
   */
  void requireLikeButForRoundsWithoutKeys(Path killed, int kills, String how) throws IOException {
    RecordedRun run = RunFolder.open(killed);
    int same = 0;
    while (same < run.rounds().size() && run.rounds().get(same).aborted() == null) {
      same++;
    }
    List<String> reasons =
        run.rounds().stream().map(RoundRecord::aborted).filter(Objects::nonNull).toList();
    assertThat(reasons)
        .as(how)
        .hasSizeLessThanOrEqualTo(kills)
        .allMatch(why -> why.contains(kind.promised() ? "answer a masked round once" : "keys"));
    requireRounds(run, same, how);
    requireEnd(run, how);
    if (kind.promised()) {
      assertThat(LedgerEntry.paid(LedgerFile.read(killed).entries()))
          .as(how)
          .extracting(LedgerEntry.Paid::round)
          .doesNotHaveDuplicates();
    }
  }

  private void requireRounds(RecordedRun run, int same, String how) {
    if (!kind.repeatable()) {
      return;
    }
    assertThat(digests(run).subList(0, same)).as(how).isEqualTo(digests.subList(0, same));
    for (String model : List.of("head.safetensors", "model.safetensors")) {
      if (same == digests.size() && folder.resolve(model).toFile().exists()) {
        assertThat(run.dir().resolve(model)).as(how).hasSameBinaryContentAs(folder.resolve(model));
      }
    }
  }

  private void requireEnd(RecordedRun run, String how) throws IOException {
    Path killed = run.dir();
    List<Integer> numbers = IntStream.rangeClosed(1, digests.size()).boxed().toList();
    assertThat(run.rounds()).as(how).extracting(RoundRecord::round).isEqualTo(numbers);
    assertThat(run.notes()).as(how).isEmpty();
    SummaryRecord summary = Objects.requireNonNull(run.summary());
    assertThat(summary.outcome()).as(how).isEqualTo(RunOutcome.DONE);
    assertThat(summary.rounds()).as(how).isEqualTo(digests.size());
    assertThat(PowerCut.hasLeftovers(killed)).as(how).isFalse();
    assertThat(killed.resolve(RunFolder.REPORT)).as(how).exists();
    requireLedger(run, numbers, how);
  }

  /** Every round that is recorded was paid for, and what is recorded is what was paid. */
  private void requireLedger(RecordedRun run, List<Integer> numbers, String how) {
    assertThat(LedgerFile.existsIn(run.dir())).as(how).isEqualTo(kind.promised());
    if (!kind.promised()) {
      return;
    }
    LedgerFile.Chain chain = LedgerFile.read(run.dir());
    List<LedgerEntry.Paid> paid = LedgerEntry.paid(chain.entries());
    assertThat(new TreeSet<>(paid.stream().map(LedgerEntry.Paid::round).toList()))
        .as(how)
        .containsExactlyElementsOf(numbers);
    for (RoundRecord round : run.rounds()) {
      chain.requireLine(Objects.requireNonNull(round.ledger()), run.dir(), how);
    }
    assertThat(run.rounds())
        .as(how)
        .extracting(RoundRecord::epsilon)
        .doesNotContainNull()
        .isSorted();
    assertThat(run.rounds().get(run.rounds().size() - 1).epsilon())
        .as(how)
        .isEqualTo(paid.get(paid.size() - 1).epsilon());
  }
}
