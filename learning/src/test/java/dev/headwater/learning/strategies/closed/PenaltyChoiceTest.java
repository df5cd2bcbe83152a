package dev.headwater.learning.strategies.closed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.evaluation.Scorer;
import dev.headwater.learning.evaluation.Selection;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.privacy.Ledger;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.ImpossibleRoundException;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.training.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a penalty without an argument is chosen. */
class PenaltyChoiceTest {
  private static final LinearModel MODEL = new LinearModel(4, 12);

  private static SortedMap<String, ClientExamples> clients(boolean holdOut) {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    for (int k = 0; k < 4; k++) {
      Examples train = Samples.examples(20, 12, 4, k);
      clients.put(
          "client-" + k,
          holdOut
              ? new ClientExamples(train, Samples.examples(15, 12, 4, 50 + k))
              : new ClientExamples(train));
    }
    return clients;
  }

  private static List<RoundReport> run(
      SortedMap<String, ClientExamples> clients, Selection selection, @Nullable Scorer test)
      throws InterruptedException {
    RunSettings settings =
        RunSettings.of(MODEL, clients.size())
            .strategy(new Fed3R(null))
            .selection(selection)
            .build();
    List<RoundReport> reports = new ArrayList<>();
    new Federation(
            settings,
            Ledger.NONE,
            List.of(),
            new LocalCohort(clients),
            test,
            List.of(reports::add),
            System::nanoTime)
        .run();
    return reports;
  }

  private static Parameters ridge(double gamma) throws InterruptedException {
    RunSettings settings = RunSettings.of(MODEL, 4).strategy(new Fed3R(gamma * unit())).build();
    return new Federation(settings, new LocalCohort(clients(true))).run().parameters();
  }

  /** trace(X'X) / width, added up in the open; features are on the grid of 2^-18 within 2^-19. */
  private static double unit() {
    double trace = 0;
    for (ClientExamples client : clients(true).values()) {
      for (float x : client.train().matrix()) {
        double rounded = Math.rint(Math.scalb((double) x, 18)) / (1 << 18);
        trace += rounded * rounded;
      }
      trace += client.train().size();
    }
    return trace / 13;
  }

  private static long correct(Parameters head) {
    return clients(true).values().stream()
        .mapToLong(client -> MODEL.score(head, client.heldOut()).numCorrect())
        .sum();
  }

  @Test
  void secondRoundChoosesTheHeadWithMostHeldOutHitsAndTiesGoToTheLargerPenalty()
      throws InterruptedException {
    List<RoundReport> reports = run(clients(true), Selection.HELD_OUT, null);
    assertThat(reports).hasSize(2);
    Parameters chosen = reports.get(1).parameters();
    long best = -1;
    double gamma = 0;
    for (double candidate : PenaltyGrid.GAMMAS) {
      long hits = correct(ridge(candidate));
      gamma = hits >= best ? candidate : gamma;
      best = Math.max(best, hits);
    }
    assertThat(correct(chosen)).isEqualTo(best);
    assertThat(chosen.toArray())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(ridge(gamma).toArray());
    assertThat(PenaltyGrid.GAMMAS).isSorted();
  }

  @Test
  void testSetChoosesWithinTheFirstRoundAndNoClientIsAskedForScores() throws InterruptedException {
    List<Parameters> asked = new ArrayList<>();
    Scorer test =
        head -> {
          asked.add(head);
          return MODEL.score(head, Samples.examples(60, 12, 4, 77));
        };
    List<RoundReport> reports = run(clients(false), Selection.TEST_SET, test);
    assertThat(reports).hasSize(1);
    long best =
        asked.stream()
            .limit(PenaltyGrid.GAMMAS.length)
            .mapToLong(head -> MODEL.score(head, Samples.examples(60, 12, 4, 77)).numCorrect())
            .max()
            .orElseThrow();
    Evaluation end = Objects.requireNonNull(reports.get(0).evaluation());
    assertThat(end.numCorrect()).isEqualTo(best);
  }

  @Test
  void nothingToChooseOnIsRefusedBeforeTheRun() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(clients(false), Selection.NONE, null))
        .withMessageContaining("nothing to choose it on")
        .withMessageContaining("expected: the argument, such as fed3r:10");
  }

  @Test
  void nobodyThatHoldsOutAnythingIsASentence() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(clients(false), Selection.HELD_OUT, null))
        .isInstanceOf(ImpossibleRoundException.class)
        .withMessageContaining("no client holds out pictures")
        .withMessageContaining("--holdout");
  }
}
