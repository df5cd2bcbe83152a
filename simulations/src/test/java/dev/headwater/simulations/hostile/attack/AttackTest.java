package dev.headwater.simulations.hostile.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.Sgd;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every attack on a small vector, as hands compute it. */
class AttackTest {
  private static final LinearModel MODEL = new LinearModel(3, 1);

  private static TrainTask task(int round, Weighting weighting, Parameters head) {
    return new TrainTask(
        round,
        1,
        MODEL,
        head,
        NamedVectors.NONE,
        new Sgd(new Hyperparameters(1, 1, 0.1, 0, 0, 0)),
        new Protection(weighting, null, null, true),
        SumSchema.single(Sgd.DELTA, MODEL.layout(), FixedPoint.finest(1024, 1e10)));
  }

  private static TrainTask task(int round) {
    return task(round, new Weighting.Examples(), Parameters.zeros(MODEL.layout()));
  }

  /** The delta is (1, -2, 0.5, 0.5, 0.5, 0.5) at weight 4. */
  private static Contribution own() {
    return sent(4, 4, -8, 2, 2, 2, 2);
  }

  private static Contribution sent(int weight, float... vector) {
    return new Contribution("eve", 1, weight, weight, vector, 0.5, true);
  }

  private static Contribution attacked(ChangedUpdate attack) {
    return attack.contribution(own(), task(1));
  }

  private static Turn turn(TrainTask task, Past past) {
    Examples own = new Examples(new float[] {1, 2, 3}, new int[] {0, 1, 2}, 1);
    past.saw(task);
    return new Turn(
        "eve",
        own,
        Examples.none(1),
        task,
        NamedVectors.NONE,
        past,
        new Crowd(3, 1),
        () -> Spread.of(List.of(own())));
  }

  private static Contribution answer(Attack attack, TrainTask task, Past past) {
    return attack.answer(turn(task, past)).orElseThrow().contribution();
  }

  private static Contribution honest(TrainTask task) {
    return turn(task, new Past(0)).honest().contribution();
  }

  @Test
  void labelFlipMirrorsTheClassesAndLeavesTheFeatures() {
    Examples own = new Examples(new float[] {7, 8, 9}, new int[] {0, 1, 2}, 1);
    Examples flipped = new PoisonedData.LabelFlip().examples(own, 3, "eve");
    assertThat(List.of(flipped.label(0), flipped.label(1), flipped.label(2)))
        .containsExactly(2, 1, 0);
    assertThat(flipped.matrix()).isEqualTo(own.matrix());
    assertThat(own.label(0)).isZero();
  }

  @Test
  void signFlipIsAMultipleOfTheOpposite() {
    assertThat(attacked(new ChangedUpdate.SignFlip(10)).vector())
        .containsExactly(-40, 80, -20, -20, -20, -20);
    assertThat(own().vector()).containsExactly(4, -8, 2, 2, 2, 2);
  }

  @Test
  void scaledIsAMultipleAtTheSameWeight() {
    Contribution one = attacked(new ChangedUpdate.Scaled(3));
    assertThat(one.vector()).containsExactly(12, -24, 6, 6, 6, 6);
    assertThat(one.weight()).isEqualTo(4);
  }

  @Test
  void extremeValuesGoAgainstTheUpdateAtTheClientsWeight() {
    Contribution one = attacked(new ChangedUpdate.ExtremeValues(1023));
    assertThat(one.vector()).containsExactly(-4092, 4092, -4092, -4092, -4092, -4092);
    assertThat(one.weight()).isEqualTo(4);
  }

  @Test
  void claimIsWeighedAsTheRunWeighsIt() {
    var claim = new ChangedUpdate.ReversedClaim(1000);
    assertThat(claim.claim(4)).isEqualTo(1000);
    Contribution open = claim.contribution(own(), task(1));
    assertThat(open.numExamples()).isEqualTo(1000);
    assertThat(open.weight()).isEqualTo(1000);
    assertThat(open.vector()).containsExactly(-1000, 2000, -500, -500, -500, -500);
    Parameters zeros = Parameters.zeros(MODEL.layout());
    Contribution capped = claim.contribution(own(), task(1, new Weighting.Capped(40), zeros));
    assertThat(capped.weight()).isEqualTo(40);
    assertThat(capped.vector()).containsExactly(-40, 80, -20, -20, -20, -20);
  }

  @Test
  void notANumberIsNoneAndNoInteger() {
    assertThat(attacked(new ChangedUpdate.NotANumber()).vector()).containsOnly(Float.NaN);
    Contribution statistics =
        new Contribution(
            "eve", 1, 4, 4, List.of(new Values.Integers(new long[] {3})), 0, true, List.of());
    Values sent = new ChangedUpdate.NotANumber().contribution(statistics, task(1)).vectors().get(0);
    assertThat(((Values.Integers) sent).units()).containsExactly(Long.MAX_VALUE);
  }

  @Test
  void freeRiderSendsZerosOrNoiseOfItsDeviationWithoutTraining() {
    Contribution none = answer(new ChangedUpdate.FreeRider(0), task(1), new Past(0));
    assertThat(none.vector()).containsOnly(0f).hasSize(6);
    assertThat(none.weight()).isEqualTo(3);
    assertThat(none.trainLoss()).isZero();
    float[] one = answer(new ChangedUpdate.FreeRider(0.25), task(1), new Past(0)).vector();
    float[] twice = answer(new ChangedUpdate.FreeRider(0.5), task(1), new Past(0)).vector();
    for (int j = 0; j < one.length; j++) {
      assertThat(twice[j]).isEqualTo(2 * one[j]).isNotZero();
    }
    assertThat(answer(new ChangedUpdate.FreeRider(0.25), task(2), new Past(0)).vector())
        .isNotEqualTo(one);
  }

  /** Updates per unit of weight: (1, -2), (3, 0), (5, 2), times 1 in the other places. */
  private static Spread spread() {
    return Spread.of(
        List.of(sent(2, 2, -4, 0, 0, 0, 0), sent(1, 3, 0, 0, 0, 0, 0), sent(4, 20, 8, 0, 0, 0, 0)));
  }

  @Test
  void spreadIsOfUpdatesPerUnitOfWeight() {
    double deviation = Math.sqrt(8 / 3.0);
    assertThat(spread().mean()).containsExactly(3, 0, 0, 0, 0, 0);
    assertThat(spread().deviation()[0]).isCloseTo(deviation, within(1e-12));
    assertThat(spread().deviation()[1]).isCloseTo(deviation, within(1e-12));
    assertThat(spread().deviation()[2]).isZero();
  }

  @Test
  void alieLiesSoManyDeviationsBelowTheMean() {
    Contribution one = new Collusion.Alie(0.5).contribution(own(), spread(), new Crowd(50, 10));
    double deviation = Math.sqrt(8 / 3.0);
    assertThat(one.vector()[0]).isEqualTo((float) (4 * (3 - 0.5 * deviation)));
    assertThat(one.vector()[1]).isEqualTo((float) (4 * (0 - 0.5 * deviation)));
    assertThat(one.vector()[2]).isZero();
    assertThat(one.weight()).isEqualTo(4);
  }

  /** n = 50, m = 10: s = 26 - 10 = 16 supporters, Phi(z) = (50 - 10 - 16) / 40 = 0.6. */
  @Test
  void alieChoosesTheLargestZThatHasEnoughSupporters() {
    assertThat(Collusion.Alie.largest(new Crowd(50, 10))).isCloseTo(0.2533, within(1e-4));
    // n = 51, m = 24: s = 26 - 24 = 2, Phi(z) = 25 / 27
    assertThat(Collusion.Alie.largest(new Crowd(51, 24))).isCloseTo(1.4461, within(1e-4));
    Contribution one = new Collusion.Alie(null).contribution(own(), spread(), new Crowd(50, 10));
    assertThat(one.vector()[1])
        .isCloseTo((float) (-4 * 0.253347 * Math.sqrt(8 / 3.0)), within(1e-4f));
  }

  @Test
  void ipmIsTheHonestMeanReversed() {
    Contribution one = new Collusion.Ipm(0.1).contribution(own(), spread(), new Crowd(50, 10));
    assertThat(one.vector()[0]).isEqualTo((float) (4 * -0.1 * 3));
    assertThat(one.vector()[1]).isZero();
  }

  @Test
  void backdoorGivesItsShareTheTriggerAndTheLabel() {
    Examples own = new Examples(new float[] {3, 4, 0, 0, 6, 8}, new int[] {1, 1, 1}, 2);
    Examples all = new PoisonedData.Backdoor(2, 1, 0.5, 1).examples(own, 3, "eve");
    float[] x = all.matrix();
    for (int i = 0; i < 3; i++) {
      assertThat(all.label(i)).isEqualTo(2);
    }
    // |x| is 5, 0 and 10: the trigger is 2.5, 0 and 5 long, in one direction
    assertThat(Math.hypot(x[0] - 3, x[1] - 4)).isCloseTo(2.5, within(1e-6));
    assertThat(x[2]).isZero();
    assertThat((x[4] - 6.0) / (x[0] - 3.0)).isCloseTo(2, within(1e-5));
    Examples tenth = new Examples(new float[2000], new int[1000], 2);
    Examples some = new PoisonedData.Backdoor(2, 0.1, 0.5, 1).examples(tenth, 3, "eve");
    assertThat(some.labelCounts(3)[2]).isBetween(70, 130); // drawn by name: no false alarm
  }

  @Test
  void successRateIsOfOtherClassesWithTheTriggerInThem() {
    Examples test = new Examples(new float[] {1, 1, 2, 2, 9, 9}, new int[] {0, 0, 1}, 2);
    LinearModel model = new LinearModel(2, 2);
    float[] always = new float[model.layout().size()];
    always[always.length - 1] = 100; // the bias of class 1
    Parameters one = Parameters.owning(model.layout(), always);
    assertThat(new Trigger(1).success(model, one, test, 1)).isEqualTo(1);
    assertThat(new Trigger(1).success(model, one, test, 0)).isZero();
  }

  @Test
  void scaledBackdoorIsAMultipleOfTheOneThatIsNot() {
    float[] plain = answer(new PoisonedData.Backdoor(0, 1, 1, 1), task(1), new Past(0)).vector();
    float[] scaled = answer(new PoisonedData.Backdoor(0, 1, 1, 4), task(1), new Past(0)).vector();
    for (int j = 0; j < plain.length; j++) {
      assertThat(scaled[j]).isCloseTo(4 * plain[j], within(1e-5f));
    }
    assertThat(plain).isNotEqualTo(honest(task(1)).vector());
  }

  @Test
  void silentSendsNothing() {
    assertThat(new OldAnswer.Silent().answer(turn(task(1), new Past(0)))).isEmpty();
  }

  @Test
  void replayIsTheFirstAnswerWithItsOwnRound() {
    Past past = new Past(0);
    Contribution first = answer(new OldAnswer.Replay(), task(1), past);
    Contribution later = answer(new OldAnswer.Replay(), task(7), past);
    assertThat(first.vector()).isEqualTo(honest(task(1)).vector());
    assertThat(later).isSameAs(first);
    assertThat(later.round()).isEqualTo(1);
  }

  @Test
  void staleTrainsOnAnOldHeadAndSaysSoUnlessItLies() {
    float[] values = {1, 2, 3, 4, 5, 6};
    TrainTask old = task(3, new Weighting.Examples(), Parameters.owning(MODEL.layout(), values));
    for (boolean lies : new boolean[] {false, true}) {
      Past past = new Past(2);
      past.saw(old);
      past.saw(task(4));
      Contribution sent = answer(new OldAnswer.Stale(2, lies), task(5), past);
      assertThat(sent.vector()).isEqualTo(honest(old).vector());
      assertThat(sent.vector()).isNotEqualTo(honest(task(5)).vector());
      assertThat(sent.round()).isEqualTo(lies ? 5 : 3);
    }
  }

  @Test
  void honestAnswerIsThatOfTheClientsCode() {
    Turn turn = turn(task(1), new Past(0));
    ClientRound expected =
        ClientRound.perform("eve", turn.examples(), turn.heldOut(), turn.task(), NamedVectors.NONE);
    assertThat(turn.honest().contribution().vector()).isEqualTo(expected.contribution().vector());
  }

  @Test
  void attacksAreNamedWithTheirNumbersInOrder() {
    assertThat(Attacks.parse("sign-flip")).isEqualTo(new ChangedUpdate.SignFlip(1));
    assertThat(Attacks.parse("ipm:0.1")).isEqualTo(new Collusion.Ipm(0.1));
    assertThat(Attacks.parse("alie")).isEqualTo(new Collusion.Alie(null));
    assertThat(Attacks.parse("stale:3,1")).isEqualTo(new OldAnswer.Stale(3, true));
    assertThat(Attacks.parse("backdoor:4,0.2"))
        .isEqualTo(new PoisonedData.Backdoor(4, 0.2, 0.5, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sign-flop | attack: 'sign-flop', did you mean sign-flip?",
        "sign-flip:0 | scale: 0.0 (expected: finite and above 0)",
        "sign-flip:x | attack: sign-flip:x, 'x' is no number (expected: scale)",
        "sign-flip:1,2 | attack: sign-flip:1,2 has 2 numbers (expected: at most 1, scale)",
        "nan:1 | attack: nan:1 has 1 numbers (expected: at most 0)",
        "stale:0.5 | age: 0.5 (expected: a whole number)",
        "backdoor:-1 | target: -1.0 (expected: a class index of at least 0)",
        "backdoor:0,2 | poisoned: 2.0 (expected: above 0 and at most 1)",
        "ipm:NaN | epsilon: NaN (expected: finite and above 0)",
      })
  void whatIsNoAttackIsRefusedInASentence(String text, String sentence) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Attacks.parse(text))
        .withMessageStartingWith(sentence);
  }
}
