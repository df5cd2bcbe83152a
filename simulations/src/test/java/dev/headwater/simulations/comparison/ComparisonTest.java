package dev.headwater.simulations.comparison;

import static dev.headwater.simulations.comparison.Trials.group;
import static dev.headwater.simulations.comparison.Trials.setting;
import static dev.headwater.simulations.comparison.Trials.trial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  private static final Setting A = setting("strategy", "a");
  private static final Setting B = setting("strategy", "b");
  private static final Setting C = setting("strategy", "c");

  private static Verdict only(Group... groups) {
    Comparison comparison = Comparison.of(List.of(groups));
    assertThat(comparison.verdicts()).hasSize(1);
    return comparison.verdicts().get(0);
  }

  /** Seeds differ by far more than the settings do: without pairs nothing could be told. */
  @Test
  void pairsOfEqualSeedsTellApartWhatSeedsHide() {
    Verdict verdict = only(group(A, 0.50, 0.70, 0.90), group(B, 0.511, 0.712, 0.910));

    Difference difference = verdict.differences().get(0);
    assertThat(difference.ahead()).isEqualTo(B);
    assertThat(difference.gain().mean()).isCloseTo(0.011, within(1e-9));
    assertThat(difference.toldApart()).isTrue();
    assertThat(verdict.sentences())
        .containsExactly(
            "Best, by more than noise: b (71.1 %, mean of 3 seeds).",
            "b is better than a by 1.1 points (95 % interval 0.9 to 1.3, 3 seeds).");
  }

  @Test
  void whatTheSeedsDoNotTellApartIsCalledThat() {
    Verdict verdict = only(group(A, 0.80, 0.82, 0.84), group(B, 0.84, 0.81, 0.83));

    assertThat(verdict.sentences().get(0)).startsWith("Ahead, perhaps by noise: b");
    assertThat(verdict.sentences().get(1))
        .startsWith("b and a are not told apart by 3 seeds: b is ahead");
  }

  @Test
  void aLeadThatRoundsToNothingIsCalledEqual() {
    Verdict verdict = only(group(A, 0.80, 0.82, 0.84), group(B, 0.84, 0.80, 0.8201));

    assertThat(verdict.sentences().get(1))
        .startsWith("b and a are not told apart by 3 seeds: their means are equal (95 % interval ");
  }

  @Test
  void oneSeedTellsNothing() {
    List<String> sentences = only(group(A, 0.8), group(B, 0.9)).sentences();

    assertThat(sentences.get(0)).endsWith("b (90.0 %, 1 seed).");
    assertThat(sentences).last().asString().contains("one seed cannot tell whether that is noise");
  }

  /** The same p-value that tells two settings apart does not tell three apart. */
  @Test
  void everyComparisonIsCounted() {
    double[] a = {0.500, 0.600, 0.700};
    double[] b = {0.520, 0.615, 0.710}; // p is 0.035
    assertThat(only(group(A, a), group(B, b)).differences().get(0).toldApart()).isTrue();

    Verdict three = only(group(A, a), group(B, b), group(C, 0.9, 0.1, 0.5));
    Difference same =
        three.differences().stream()
            .filter(d -> d.ahead().equals(B) && d.behind().equals(A))
            .findFirst()
            .orElseThrow();
    assertThat(same.toldApart()).isFalse();
    assertThat(three.sentences()).anyMatch(one -> one.contains("all comparisons are counted"));
  }

  @Test
  void otherSplitsAndPicturesAreNotCompared() {
    Setting iid = setting("strategy", "a", "partition", "iid");
    Comparison comparison =
        Comparison.of(List.of(group(A, 0.8, 0.8), group(iid, "other", 0.9, 0.9)));

    assertThat(comparison.verdicts()).isEmpty();
    assertThat(comparison.notes())
        .singleElement()
        .asString()
        .contains("dealt out to clients in another way", "strategy=a partition=iid");
  }

  @Test
  void settingsWithoutASeedInCommonAreNotCompared() {
    Group first = new Group(A, List.of(trial(A, 1, "s", null, 0.5)), List.of());
    Group second = new Group(B, List.of(trial(B, 2, "s", null, 0.5)), List.of());

    assertThat(Comparison.of(List.of(first, second)).notes())
        .singleElement()
        .asString()
        .contains("no seed in common");
  }

  @Test
  void roundsToTheTargetAreComparedWhereAllReachedIt() {
    Group slow = target(A, 8, 9, 11);
    Group fast = target(B, 4, 5, 6);

    Verdict verdict = only(slow, fast);

    assertThat(verdict.metric()).isEqualTo(Metric.ROUNDS_TO_TARGET);
    assertThat(verdict.sentences().get(1)).contains("b is better than a by 4.3 rounds");
    Group failing =
        new Group(A, List.of(trial(A, 1, "s", null, 0.5, 0.6), slow.trials().get(1)), List.of());
    assertThat(only(failing, fast).metric()).isEqualTo(Metric.ACCURACY);
  }

  private static Group target(Setting setting, int... rounds) {
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < rounds.length; i++) {
      double[] accuracies = new double[rounds[i]];
      accuracies[rounds[i] - 1] = 0.9;
      trials.add(trial(setting, i + 1, "s", rounds[i], accuracies));
    }
    return new Group(setting, trials, List.of());
  }

  @Test
  void curveEndsWithTheShortestRun() {
    Group group =
        new Group(
            A,
            List.of(trial(A, 1, "s", null, 0.1, 0.2, 0.3), trial(A, 2, "s", null, 0.3, 0.4)),
            List.of());

    assertThat(group.endsApart()).isTrue();
    assertThat(group.curve()).extracting(Group.Point::round).containsExactly(1, 2);
    assertThat(group.curve().get(0).accuracy().mean()).isCloseTo(0.2, within(1e-12));
  }

  /** Of many settings the best is compared with each other one, and no others. */
  @Test
  void manySettingsAreComparedWithTheBest() {
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      groups.add(group(setting("lr", String.valueOf(i)), 0.1 * i + 0.01, 0.1 * i + 0.02));
    }

    Verdict verdict = Comparison.of(groups).verdicts().get(0);

    assertThat(verdict.differences()).hasSize(7);
    assertThat(verdict.differences()).allMatch(d -> d.ahead().values().equals(Map.of("lr", "7")));
  }

  @Test
  void settingsThatDifferAreFoundAndThoseOfTheMachineAreNot() {
    Map<String, Object> first = Map.of("lr", 0.1, "threads", 1, "seed", 1, "data", "/home/a/cats");
    Map<String, Object> second = Map.of("lr", 0.2, "threads", 2, "seed", 2, "data", "/home/a/cats");

    assertThat(SharedSettings.differing(List.of(first, second))).containsExactly("lr");
    assertThat(SharedSettings.of(List.of(first, second))).isEqualTo(Map.of("data", ".../cats"));
    assertThat(SharedSettings.setting(second, List.of("lr")).label()).isEqualTo("lr=0.2");
  }

  @Test
  void howACoordinatorIsReachedTellsNoRunsApart() {
    Map<String, Object> first = new HashMap<>(Map.of("lr", 0.1, "listen", "0.0.0.0:1"));
    first.putAll(Map.of("max-clients", 9, "wait", "1ms", "insecure", true, "web-port", 1));
    Map<String, Object> second = new HashMap<>(Map.of("lr", 0.2, "listen", "0.0.0.0:2"));
    second.put("keep-serving", true);

    assertThat(SharedSettings.differing(List.of(first, second))).containsExactly("lr");
  }

  @Test
  void aFlagThatAsksForNothingIsAsIfItWereNotThere() {
    Map<String, Object> first = Map.of("stragglers", "none", "standardise", "none");
    Map<String, Object> second = Map.of("standardise", "private");

    assertThat(SharedSettings.differing(List.of(first, second))).containsExactly("standardise");
    assertThat(SharedSettings.of(List.of(second, first))).isEqualTo(Map.of("stragglers", "none"));
  }

  @Test
  void aLongLabelGivesWayToTheFoldersNames() {
    Setting one = setting("strategy", "a", "data", "x".repeat(60));
    Setting other = setting("strategy", "b", "data", "y".repeat(60));

    assertThat(Comparison.of(List.of(group(one, 0.8, 0.7), group(other, "other", 0.9))).notes())
        .singleElement()
        .asString()
        .contains("in another way: 1, 2; 1. ")
        .doesNotContain("xxx");
  }

  @Test
  void csvQuotesWhatHasACommaAndLeavesUnknownNumbersEmpty() {
    Group one = group(setting("without", "ann,bob"), 0.5);

    String csv = new ComparisonFiles(Comparison.of(List.of(one))).csv();

    assertThat(csv.lines().toList().get(0))
        .startsWith("without,runs,failed,reached_target,accuracy");
    assertThat(csv.lines().toList().get(1)).startsWith("\"ann,bob\",1,0,,0.500000,,,,");
  }
}
