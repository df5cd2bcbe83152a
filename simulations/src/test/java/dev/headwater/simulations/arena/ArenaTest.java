package dev.headwater.simulations.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.partition.DataSet;
import dev.headwater.learning.partitions.UserGroups;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.simulations.data.FederatedData;
import dev.headwater.simulations.view.RunView;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArenaTest {

  private static FederatedData data(long seed) {
    return new FederatedData(
        "made up",
        List.of("a", "b", "c"),
        Samples.clients(10, 6, 3),
        Samples.examples(200, 6, 3, seed),
        new TreeMap<>(),
        List.of(),
        "",
        "");
  }

  private static String table(int threads) throws InterruptedException {
    List<Arena.Seeded> splits =
        List.of(new Arena.Seeded(1, data(1000)), new Arena.Seeded(2, data(2000)));
    try (Workers workers = new Workers("run", threads)) {
      Arena arena =
          new Arena(splits, 4, new Hyperparameters(2, 5, 0.1, 0, 0, 0), workers, RunView.silent());
      return AggregatorTable.of(arena, List.of("median", "krum:1"), 1).toString();
    }
  }

  @Test
  void tableHasARowForEachAggregatorAndAColumnForEachAttackOnAnyNumberOfThreads()
      throws InterruptedException {
    String table = table(1);
    assertThat(table(3)).isEqualTo(table);
    List<String> lines = table.lines().toList();
    assertThat(lines).hasSize(2 + 4);
    assertThat(lines.get(0))
        .isEqualTo(
            "| aggregator | nobody attacks | label flip | sign flip times 10 | values of ±1023 | reversed, claims 1,000,000,000 examples | cost without attacker |");
    assertThat(lines.get(2)).startsWith("| `mean` | ").endsWith(" | 0.0 |");
    assertThat(lines.get(3)).startsWith("| `mean --weight-cap none` | ");
    assertThat(lines.get(4)).startsWith("| `median` | ").contains(" ± ");
    assertThat(lines.get(5)).startsWith("| `krum:1` | ");
  }

  @Test
  void exactSoftmaxEndsWhereCentralTrainingDoes() throws InterruptedException {
    try (Workers workers = new Workers("run", 2)) {
      List<Arena.Seeded> splits = List.of(new Arena.Seeded(1, data(1000)));
      Arena arena =
          new Arena(splits, 1, new Hyperparameters(1, 5, 0.1, 0, 0, 0), workers, RunView.silent());
      List<String> lines = CentralTable.of(arena, List.of(0.1, 0.01)).toString().lines().toList();
      assertThat(lines).hasSize(2 + 2);
      for (String line : lines.subList(2, 4)) {
        String[] cells = line.split(" \\| ", -1);
        assertThat(Double.parseDouble(cells[1])).isBetween(-1e-7, 1e-4);
        assertThat(cells[2]).isEqualTo(cells[3]);
        assertThat(Double.parseDouble(cells[4])).isZero();
        assertThat(Integer.parseInt(cells[5])).isGreaterThan(2);
      }
    }
  }

  /** At the minimum a step in any direction increases F; elsewhere it is larger. */
  @Test
  void centralMinimumIsSmallerThanWhateverIsNearIt() {
    double l2 = 0.01;
    CentralSoftmax central = new CentralSoftmax(List.of(Samples.examples(80, 6, 3, 7)), 3);
    double[] w = central.minimum(l2, 1e-8);
    double least = central.objective(w, l2);
    assertThat(central.objective(new double[w.length], l2))
        .isCloseTo(Math.log(3), within(1e-12))
        .isGreaterThan(least);
    for (int j = 0; j < w.length; j++) {
      for (double step : new double[] {-1e-3, 1e-3}) {
        double[] near = w.clone();
        near[j] += step;
        assertThat(central.objective(near, l2)).isGreaterThan(least);
      }
    }
    double[] rounded = central.widened(central.rounded(w));
    for (int j = 0; j < w.length; j++) {
      assertThat(rounded[j]).isCloseTo(w[j], within(1e-6));
    }
  }

  @Test
  void figureIsMeanAndDeviationOverSeeds() {
    assertThat(Figure.of(List.of(0.8, 0.9, 1.0))).hasToString("90.0 ± 10.0");
    assertThat(Figure.of(List.of(0.5))).hasToString("50.0 ± 0.0");
  }

  @Test
  void rowsOfAnotherLengthAreRefused() {
    MarkdownTable table = new MarkdownTable(List.of("a", "b"));
    assertThat(table.row(List.of("1|2", "3")))
        .hasToString("| a | b |\n| --- | --- |\n| 1\\|2 | 3 |\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.row(List.of("1")))
        .withMessage("table: a row of 1 cells (expected: 2)");
  }

  @Test
  void userGroupsKeepEveryUserWithOneClientAndDealOutAllOfThem() {
    int[] labels = new int[30];
    List<String> users = IntStream.range(0, 30).mapToObj(i -> "user-" + i % 15).toList();
    DataSet data = new DataSet(labels, 1, users);
    int[] owners =
        new UserGroups().assign(data, 4, KeyedRandom.of(1, 0, "split", Purpose.PARTITION));
    TreeMap<Integer, TreeSet<String>> held = new TreeMap<>();
    for (int i = 0; i < 30; i++) {
      held.computeIfAbsent(owners[i], client -> new TreeSet<>()).add(users.get(i));
      assertThat(owners[i]).isEqualTo(owners[i % 15]);
    }
    assertThat(held.keySet()).containsExactly(0, 1, 2, 3);
    assertThat(held.values()).allSatisfy(some -> assertThat(some.size()).isBetween(3, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new UserGroups().assign(data, 16, KeyedRandom.of(1, 0, "split", Purpose.PARTITION)))
        .withMessage("clients: 16 for 15 users (expected: at most as many)");
  }
}
