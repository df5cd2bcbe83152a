package dev.headwater.learning.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.headwater.learning.aggregation.robust.Median;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.training.softmax.Clients;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PartialSumsTest {
  private static final Parameters ZEROS = Parameters.zeros(new Head(2, 1).layout());

  private final RoundTask task =
      Tasks.of(5, ZEROS, Clients.sgd(1, 10, 0.1), 100, "ann", "bob", "cyd", "dan");

  private PartialSums of(String client, int examples, float first) {
    Gathering one = new Gathering(task);
    assertThat(one.offer(Tasks.contribution(client, 5, examples, first, 0.1f, 3, 4)))
        .isEqualTo(new Receipt.Accepted());
    return one.partial();
  }

  @Test
  void everyTreeOfPartsIsTheAggregateOfOneGathering() {
    Gathering all = new Gathering(task);
    all.offer(Tasks.contribution("ann", 5, 10, 1.7f, 0.1f, 3, 4));
    all.offer(Tasks.contribution("bob", 5, 33, 0.3f, 0.1f, 3, 4));
    all.offer(Tasks.contribution("cyd", 5, 7, -5.1f, 0.1f, 3, 4));
    all.refuse("dan", "ill");
    Aggregate expected = all.close(11, 13);

    Gathering refusing = new Gathering(task);
    refusing.refuse("dan", "ill");
    PartialSums nobody = refusing.partial();
    PartialSums left =
        of("ann", 10, 1.7f).plus(of("bob", 33, 0.3f)).plus(of("cyd", 7, -5.1f)).plus(nobody);
    PartialSums right =
        nobody.plus(of("cyd", 7, -5.1f)).plus(of("bob", 33, 0.3f).plus(of("ann", 10, 1.7f)));

    assertThat(left.aggregate(task, 11, 13)).isEqualTo(expected);
    assertThat(right.aggregate(task, 11, 13)).isEqualTo(expected);
  }

  @Test
  void refusalsComeInTheOrderOfTheClientsNames() {
    Gathering one = new Gathering(task);
    one.refuse("cyd", "ill");
    Gathering other = new Gathering(task);
    other.refuse("ann", "gone");

    assertThat(one.partial().plus(other.partial()).aggregate(task, 0, 0).refusals())
        .containsExactly(new Aggregate.Refusal("ann", "gone"), new Aggregate.Refusal("cyd", "ill"));
  }

  @Test
  void nobodyIsCountedTwice() {
    PartialSums ann = of("ann", 10, 1);
    PartialSums again = of("ann", 10, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ann.plus(again))
        .withMessage(
            "merge: 1 vectors of [ann] and 1 vectors of [ann] (expected: sums over different clients of one round)");
  }

  @Test
  void moreWeightThanThePopulationHasIsNotMerged() {
    PartialSums ann = of("ann", 60, 1);
    PartialSums bob = of("bob", 60, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ann.plus(bob))
        .withMessageContaining("expected: the same grid and length, and a total weight of at most");
  }

  @Test
  void partIsClosed() {
    Gathering gathering = new Gathering(task);
    gathering.partial();
    assertThat(gathering.offer(Tasks.contribution("ann", 5, 10, 1, 2, 3, 4)))
        .isEqualTo(new Receipt.Late());
  }

  @Test
  void ruleThatNeedsSingleUpdatesHasNoParts() {
    Gathering gathering = new Gathering(task, new Median());
    assertThatIllegalStateException()
        .isThrownBy(gathering::partial)
        .withMessageStartingWith("aggregator: median computes no sums");
  }

  @Test
  void partsOfNobodyAreNothing() {
    Aggregate aggregate =
        new Gathering(task).partial().plus(new Gathering(task).partial()).aggregate(task, 0, 0);
    assertThat(aggregate.hasSum()).isFalse();
    assertThat(aggregate.contributors()).isEqualTo(Set.of());
  }
}
