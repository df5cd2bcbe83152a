package dev.headwater.client.ledger;

import static dev.headwater.client.ledger.Rounds.OPEN;
import static dev.headwater.client.ledger.Rounds.doing;
import static dev.headwater.client.ledger.Rounds.dpSgd;
import static dev.headwater.client.ledger.Rounds.entry;
import static dev.headwater.client.ledger.Rounds.local;
import static dev.headwater.client.ledger.Rounds.masked;
import static dev.headwater.client.ledger.Rounds.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.client.policy.Demands;
import dev.headwater.client.policy.Limits;
import dev.headwater.client.policy.Masks;
import dev.headwater.learning.accounting.PldAccountant;
import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.accounting.Step;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.work.Moments;
import dev.headwater.proto.codec.Work;
import dev.headwater.v1.Submission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** What a node answers again, and how often: the coordinator of these rounds lies. */
class RulesTest {
  private final List<Participation> answered = new ArrayList<>();

  private Verdict ask(Participation next, Demands demands) {
    Verdict verdict = Rules.judge(answered, next, demands);
    if (verdict instanceof Verdict.New) {
      answered.add(next);
    }
    return verdict;
  }

  private void answers(Participation next, Demands demands) {
    assertThat(ask(next, demands)).isEqualTo(new Verdict.New());
  }

  private void staysOut(Participation next, Demands demands, String reason) {
    assertThat(ask(next, demands))
        .isInstanceOfSatisfying(
            Verdict.StayOut.class, out -> assertThat(out.reason()).contains(reason));
  }

  private void leaves(Participation next, Demands demands, String reason) {
    assertThat(ask(next, demands))
        .isInstanceOfSatisfying(
            Verdict.Leave.class, leave -> assertThat(leave.reason()).contains(reason));
  }

  private static Demands limited(int rounds) {
    return new Demands(null, 0, 0, new Limits(0, 0, rounds, new TreeSet<>(), null));
  }

  /** Two sums over cohorts that differ in one client differ by its contribution. */
  @Test
  void aRoundIsAnsweredOnceWhateverItsCohort() {
    answers(entry(masked(3, 0, 5), "run"), Demands.NONE);
    staysOut(
        entry(masked(3, 0, 4), "run"),
        Demands.NONE,
        "round 3: answered already, for another setup (expected: another round");
    staysOut(entry(masked(3, 0, 5), "run"), Demands.NONE, "and its keys are gone");
    staysOut(entry(open(3, 0, OPEN), "run"), Demands.NONE, "for another setup");
    answers(entry(masked(4, 0, 4), "run"), Demands.NONE);
  }

  @Test
  void theVerySameOpenRoundIsAnsweredAgain() {
    answers(entry(open(3, 0, OPEN), "run"), Demands.NONE);
    assertThat(ask(entry(open(3, 0, OPEN), "run"), Demands.NONE)).isEqualTo(new Verdict.Again());
    staysOut(entry(open(3, 1, OPEN), "run"), Demands.NONE, "for another setup");
    assertThat(entry(open(3, 0, OPEN), "run").repeatable()).isTrue();
    assertThat(entry(open(3, 0, local(1)), "run").repeatable()).as("noise is drawn anew").isFalse();
    assertThat(entry(masked(3, 0, 5), "run").repeatable()).isFalse();
  }

  /** The difference of the two answers would be the picture that was added. */
  /** Whatever an answer depends on that no digest of the task holds, such as a memory. */
  @Test
  void theSameRoundIsNotAnsweredAgainWithOtherBytes() {
    Participation open = entry(open(3, 0, OPEN), "run");
    List<Submission> one = List.of(Submission.newBuilder().setRunId("a").setRound(3).build());
    List<Submission> same = List.of(Submission.newBuilder().setRunId("b").setRound(3).build());
    List<Submission> other = List.of(Submission.newBuilder().setRunId("a").setRound(4).build());
    answers(open.giving(one), Demands.NONE);
    assertThat(ask(open, Demands.NONE)).isEqualTo(new Verdict.Again());
    assertThat(ask(open.giving(same), Demands.NONE)).isEqualTo(new Verdict.Again());
    staysOut(open.giving(other), Demands.NONE, "answered already, with another answer");
  }

  @Test
  void theSameTaskUnderOtherLabelsIsAnotherSetup() {
    Work.Train work = open(3, 0, OPEN);
    Participation as = entry(work, "run");
    Participation swapped =
        Participation.of(
            work, List.of("dog", "cat"), Instant.EPOCH, "ann", "run", as.data(), 400, 1);
    assertThat(swapped.setup()).isNotEqualTo(as.setup());
  }

  @Test
  void theSameRoundIsNotAnsweredAgainWithOtherPictures() {
    answers(entry(open(3, 0, OPEN), "run", new DataIdentity("aa", "/mine")), Demands.NONE);
    staysOut(
        entry(open(3, 0, OPEN), "run", new DataIdentity("bb", "/mine")),
        Demands.NONE,
        "with other pictures");
  }

  @Test
  void batchesOfDpSgdWithoutNoiseAreDrawnAnewTooAndJunkBesideATaskIsNoOtherSubject() {
    assertThat(entry(open(1, 0, dpSgd(0)), "run").repeatable()).isFalse();
    Work.Train plain = masked(1, 0, 5);
    var task = plain.task();
    var junk = NamedVectors.owning(Map.of("control", new float[] {1}, "junk", new float[] {2}));
    Work.Train more =
        new Work.Train(
            new TrainTask(
                task.round(),
                task.seed(),
                task.model(),
                task.parameters(),
                junk,
                task.work(),
                task.protection(),
                task.schema()),
            plain.masks());
    assertThat(entry(more, "run").subject()).isEqualTo(entry(plain, "run").subject());
    assertThat(entry(more, "run").setup()).isNotEqualTo(entry(plain, "run").setup());
  }

  /** What a lying coordinator cannot choose is that the answer is a function of the parameters. */
  @Test
  void otherNumbersAndRunsBuyFewAnswersAtTheSameParameters() {
    answers(entry(masked(1, 0, 5), "run"), Demands.MASKED);
    answers(entry(masked(2, 0, 4), "run"), Demands.MASKED);
    answers(entry(masked(1, 0, 4), "another run"), Demands.MASKED);
    staysOut(
        entry(masked(1, 0, 5), "a third run"),
        Demands.MASKED,
        "answered 3 times at these parameters already (expected: at most 3 times, as --max-repeats says");
    assertThat(ask(entry(masked(2, 0, 5), "a third run"), Demands.MASKED))
        .isInstanceOfSatisfying(Verdict.StayOut.class, out -> assertThat(out.exhausted()).isTrue());
    answers(entry(masked(3, 0.5f, 5), "run"), Demands.MASKED);
  }

  @Test
  void strictNodesAnswerOnceAtTheSameParameters() {
    Demands strict = new Demands(new Masks(3, 1, 0), 0, 0, Limits.NONE);
    answers(entry(masked(1, 0, 5), "run"), strict);
    staysOut(entry(masked(2, 0, 5), "run"), strict, "at most 1 times");
  }

  @Test
  void plainSumsOverPicturesAreTheSameAtAllParameters() {
    Demands strict = new Demands(new Masks(3, 1, 0), 0, 0, Limits.NONE);
    answers(entry(doing(masked(1, 0, 5), new Moments()), "run"), strict);
    staysOut(entry(doing(masked(2, 1, 5), new Moments()), "run"), strict, "at these parameters");
    answers(
        entry(
            doing(masked(2, 1, 5), new Moments()),
            "run",
            new DataIdentity("cd".repeat(32), "/data/other")),
        strict);
  }

  @Test
  void noiseThatIsDemandedCoversEveryAnswer() {
    Demands noisy = new Demands(new Masks(3, 1, 0), 1, 0, Limits.NONE);
    answers(entry(masked(1, 0, 5), "run"), noisy);
    answers(entry(masked(2, 0, 5), "run"), noisy);
  }

  @Test
  void copiesOfAFolderAndFoldersThatGrowAreTheSamePictures() {
    answers(entry(open(1, 0, OPEN), "a", new DataIdentity("aa", "/old")), limited(2));
    answers(entry(open(1, 0, OPEN), "b", new DataIdentity("bb", "/old")), limited(2));
    leaves(
        entry(open(1, 0, OPEN), "c", new DataIdentity("cc", "/old")),
        limited(2),
        "these pictures have taken part in 2 rounds (expected: at most 2, as --max-rounds says");
    answers(entry(open(1, 0, OPEN), "c", new DataIdentity("bb", "/new")), limited(2));
    leaves(entry(open(1, 0, OPEN), "d", new DataIdentity("bb", "/newer")), limited(2), "at most 2");
  }

  @Test
  void epsilonOfLocalNoiseAddsUpOverRunsAndEndsAtTheBudget() {
    var budget = new Limits.Budget(9, 1e-5);
    Demands demands = new Demands(null, 2, 0, new Limits(0, 0, 0, new TreeSet<>(), budget));
    answers(entry(open(1, 0, local(2)), "a"), demands);
    answers(entry(open(1, 0, local(2)), "b"), demands);
    double spent = Spent.of(answered, true).epsilon(1e-5);
    double exact =
        new PldAccountant().plus(new Step(new Sampling.FixedSize(1, 1), 2, 2)).epsilon(1e-5);
    assertThat(spent).isCloseTo(exact, Percentage.withPercentage(12)).isGreaterThan(exact);
    leaves(
        entry(open(2, 1, local(2)), "b"),
        demands,
        "over all rounds of these pictures (expected: at most 9.0, as --max-epsilon says");
    leaves(entry(open(2, 1, OPEN), "b"), demands, "epsilon would be Infinity");
  }

  @Test
  void epsilonOfDpSgdCountsEveryStepOfEveryRound() {
    var budget = new Limits.Budget(3, 1e-5);
    Demands demands = new Demands(null, 0, 1, new Limits(0, 0, 0, new TreeSet<>(), budget));
    answers(entry(open(1, 0, dpSgd(1)), "a"), demands);
    assertThat(answered.get(0).steps()).isEqualTo(400);
    assertThat(answered.get(0).rate()).isEqualTo(1.0 / 400);
    double once = Spent.of(answered, false).epsilon(1e-5);
    assertThat(once).isBetween(0.3, 2.0);
    assertThat(Spent.of(answered, true).epsilon(1e-5)).isInfinite();
    int round = 2;
    while (ask(entry(open(round, round, dpSgd(1)), "a"), demands) instanceof Verdict.New) {
      round++;
    }
    assertThat(Spent.of(answered, false).epsilon(1e-5)).isBetween(once, 3.0);
    assertThat(Spent.of(answered, false).plus(entry(open(99, 9, dpSgd(1)), "a")).epsilon(1e-5))
        .isGreaterThan(3);
  }

  @Test
  void aDeltaThatGivesPicturesAwayIsRefused() {
    var budget = new Limits.Budget(3, 0.01);
    Demands demands = new Demands(null, 0, 1, new Limits(0, 0, 0, new TreeSet<>(), budget));
    leaves(
        entry(open(1, 0, dpSgd(1)), "a"),
        demands,
        "delta: 0.01 of 400 pictures (expected: below 1");
  }
}
