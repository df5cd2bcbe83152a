package dev.headwater.learning.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.partitions.Dirichlet;
import dev.headwater.learning.partitions.Iid;
import dev.headwater.learning.partitions.LogNormal;
import dev.headwater.learning.partitions.Natural;
import dev.headwater.learning.partitions.Pathological;
import dev.headwater.learning.partitions.Shards;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitterTest {
  private static final int CLASSES = 10;

  /** {@code perClass} examples of each class, shuffled. */
  private static int[] balanced(int perClass) {
    int[] labels = IntStream.range(0, CLASSES * perClass).map(i -> i % CLASSES).toArray();
    KeyedRandom.of(3, 0, "labels", Purpose.SHUFFLE).shuffle(labels);
    return labels;
  }

  private static Splitter splitter(int[] labels, long seed) {
    return new Splitter(labels, CLASSES, Collections.nCopies(labels.length, null), seed);
  }

  private static void assertUsesEveryExampleOnce(Split split, int examples, int clients) {
    assertThat(split.clients()).hasSize(clients);
    boolean[] seen = new boolean[examples];
    split
        .clients()
        .forEach(
            (name, held) -> {
              assertThat(held).as(name).isNotEmpty().isSorted();
              for (int i : held) {
                if (seen[i]) {
                  throw new AssertionError("example %d is given twice".formatted(i));
                }
                seen[i] = true;
              }
            });
    assertThat(seen).doesNotContain(false);
  }

  private static List<Integer> sizes(Split split) {
    return split.clients().values().stream().map(held -> held.length).toList();
  }

  private static boolean same(Split a, Split b) {
    return a.clients().keySet().equals(b.clients().keySet())
        && a.clients().keySet().stream()
            .allMatch(name -> Arrays.equals(a.clients().get(name), b.clients().get(name)));
  }

  /** Random data sets and random partitions: 400 of them, from a fixed seed. */
  @Test
  void everyPossibleSplitUsesEveryExampleOnceAndLeavesNobodyEmpty() {
    KeyedRandom random = KeyedRandom.of(17, 0, "configurations", Purpose.PARTITION);
    for (int trial = 0; trial < 400; trial++) {
      int classes = 2 + random.nextInt(8);
      int clients = 1 + random.nextInt(30);
      int examples = clients + random.nextInt(400);
      int skew = 1 + random.nextInt(classes);
      int[] labels =
          IntStream.range(0, examples)
              .map(i -> Math.min(random.nextInt(classes), random.nextInt(skew)))
              .toArray();
      int shards = 1 + random.nextInt(examples / clients);
      List<Partition> partitions =
          List.of(
              new Iid(),
              new Dirichlet(Math.pow(10, 4 * random.nextDouble() - 3)),
              new LogNormal(3 * random.nextDouble()),
              new Shards(shards));
      for (Partition partition : partitions) {
        Split split =
            new Splitter(labels, classes, Collections.nCopies(examples, null), trial)
                .split(partition, clients);
        assertUsesEveryExampleOnce(split, examples, clients);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iid",
        "dirichlet:0.1",
        "dirichlet:100",
        "shards:2",
        "pathological:2",
        "lognormal:1"
      })
  void splitsAreDeterministicAndDependOnTheSeed(String text) {
    int[] labels = balanced(30);
    Partition partition = Partition.parse(text);
    Split split = splitter(labels, 1).split(partition, 20);
    assertUsesEveryExampleOnce(split, 300, 20);
    assertThat(same(split, splitter(labels, 1).split(partition, 20))).isTrue();
    assertThat(same(split, splitter(labels, 2).split(partition, 20))).isFalse();
  }

  @Test
  void iidSharesAreEqualUpToOneExampleAndMixed() {
    Split split = splitter(balanced(101), 1).split(new Iid(), 20);
    assertThat(sizes(split)).allMatch(size -> size == 50 || size == 51);
    // 50 of 1010 without replacement miss a class in fewer than 1 of 20 000 client-class pairs.
    long missing =
        split.labelCounts(balanced(101), CLASSES).values().stream()
            .flatMapToInt(Arrays::stream)
            .filter(count -> count == 0)
            .count();
    assertThat(missing).isLessThan(8);
  }

  @Test
  void lognormalWithoutSpreadIsEqual() {
    Split split = splitter(balanced(101), 1).split(new LogNormal(0), 20);
    assertThat(sizes(split)).allMatch(size -> size == 50 || size == 51);
  }

  @Test
  void lognormalSizesSpreadWithSigma() {
    List<Integer> mild = sizes(splitter(balanced(200), 1).split(new LogNormal(0.5), 20));
    List<Integer> wild = sizes(splitter(balanced(200), 1).split(new LogNormal(2), 20));
    assertThat(Collections.max(mild)).isLessThan(Collections.max(wild));
    assertThat(Collections.max(wild)).isGreaterThan(300);
  }

  @Test
  void dirichletOfALargeAlphaMixesEverybodyAlike() {
    int[] labels = balanced(1000);
    Split split = splitter(labels, 1).split(new Dirichlet(1e6), 10);
    split
        .labelCounts(labels, CLASSES)
        .forEach(
            (name, counts) ->
                assertThat(Arrays.stream(counts).min().orElseThrow()).as(name).isGreaterThan(90));
  }

  @Test
  void dirichletOfATinyAlphaGivesEachClassToOneClient() {
    int[] labels = balanced(100);
    for (double alpha : new double[] {1e-3, 1e-6}) {
      Split split = splitter(labels, 1).split(new Dirichlet(alpha), 10);
      long dominated =
          split.labelCounts(labels, CLASSES).values().stream()
              .filter(counts -> Arrays.stream(counts).max().orElseThrow() >= 90)
              .count();
      assertThat(dominated).isGreaterThanOrEqualTo(8);
    }
  }

  @Test
  void dirichletSkewFallsWithAlpha() {
    int[] labels = balanced(200);
    double before = Double.MAX_VALUE;
    for (double alpha : new double[] {0.01, 0.1, 1, 10, 100}) {
      double skew = skew(splitter(labels, 5).split(new Dirichlet(alpha), 10), labels);
      assertThat(skew).as("alpha %s", alpha).isLessThan(before);
      before = skew;
    }
  }

  /** Mean over clients of the sum of squared class shares: 0.1 is balanced, 1 is one class. */
  private static double skew(Split split, int[] labels) {
    return split.labelCounts(labels, CLASSES).values().stream()
        .mapToDouble(
            counts -> {
              double total = Arrays.stream(counts).sum();
              return Arrays.stream(counts).mapToDouble(n -> n / total * n / total).sum();
            })
        .average()
        .orElseThrow();
  }

  /** A run of a sorted class lies inside one class, or spans one border. */
  @Test
  void shardsGiveEachClientFewClasses() {
    int[] labels = balanced(60);
    Split split = splitter(labels, 1).split(new Shards(2), 30);
    assertUsesEveryExampleOnce(split, 600, 30);
    assertThat(sizes(split)).allMatch(size -> size == 20);
    split
        .labelCounts(labels, CLASSES)
        .forEach(
            (name, counts) ->
                assertThat(Arrays.stream(counts).filter(n -> n > 0).count())
                    .as(name)
                    .isBetween(1L, 2L));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 10})
  void pathologicalClientsHaveExactlyTheirNumberOfClasses(int classesPerClient) {
    int[] labels = balanced(60);
    Split split = splitter(labels, 1).split(new Pathological(classesPerClient), 20);
    assertUsesEveryExampleOnce(split, 600, 20);
    split
        .labelCounts(labels, CLASSES)
        .forEach(
            (name, counts) ->
                assertThat(Arrays.stream(counts).filter(n -> n > 0).count())
                    .as(name)
                    .isEqualTo(classesPerClient));
  }

  @Test
  void pathologicalSplitsThatCannotBeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> splitter(balanced(60), 1).split(new Pathological(11), 20))
        .withMessageContaining("at most 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> splitter(balanced(60), 1).split(new Pathological(2), 4))
        .withMessageContaining("enough clients to hold every class");
    // 200 client-class pairs, but only 100 examples: some pairs would have none.
    assertThatIllegalArgumentException()
        .isThrownBy(() -> splitter(balanced(10), 1).split(new Pathological(10), 20))
        .withMessageContaining("10 examples")
        .withMessageContaining("20 clients");
  }

  @Test
  void moreShardsThanExamplesAreRefused() {
    for (int shards : new int[] {31, Integer.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> splitter(balanced(30), 1).split(new Shards(shards), 10))
          .withMessageContaining("partition: shards:" + shards)
          .withMessageContaining("at most one shard an example");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -3, 301})
  void moreClientsThanExamplesAreRefused(int clients) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> splitter(balanced(30), 1).split(new Iid(), clients))
        .withMessage(
            "clients: %d for 300 examples (expected: 1 to 300, so that everybody has one)",
            clients);
  }

  @Test
  void asManyClientsAsExamplesGetOneEach() {
    for (String text :
        List.of("iid", "dirichlet:0.1", "shards:1", "pathological:1", "lognormal:2")) {
      Split split = splitter(balanced(3), 1).split(Partition.parse(text), 30);
      assertThat(sizes(split)).as(text).allMatch(size -> size == 1);
    }
  }

  @Test
  void labelsThatAreNoClassAreRefused() {
    for (int label : new int[] {-1, 10}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> splitter(new int[] {0, label}, 1))
          .withMessage("split: label %d of example 1 (expected: 0 to 9)", label);
    }
  }

  @Test
  void naturalSplitGivesEveryUserTheirOwn() {
    List<@Nullable String> users = List.of("bob", "ann", "bob", "cyd", "ann", "bob");
    Splitter splitter = new Splitter(new int[6], CLASSES, users, 1);
    assertThat(splitter.users()).isEqualTo(3);
    Split split = splitter.split(new Natural(), 3);
    assertUsesEveryExampleOnce(split, 6, 3);
    assertThat(split.clients().get("ann")).containsExactly(1, 4);
    assertThat(split.clients().get("bob")).containsExactly(0, 2, 5);
    assertThat(split.clients().get("cyd")).containsExactly(3);
  }

  @Test
  void naturalSplitOfFewerClientsUsesSomeOfTheUsers() {
    List<@Nullable String> users =
        IntStream.range(0, 200).<@Nullable String>mapToObj(i -> "user-" + i % 20).toList();
    Splitter one = new Splitter(new int[200], CLASSES, users, 1);
    Split split = one.split(new Natural(), 5);
    assertThat(split.clients()).hasSize(5);
    assertThat(sizes(split)).allMatch(size -> size == 10);
    assertThat(one.split(new Natural(), 5).clients().keySet()).isEqualTo(split.clients().keySet());
    assertThat(
            new Splitter(new int[200], CLASSES, users, 2)
                .split(new Natural(), 5)
                .clients()
                .keySet())
        .isNotEqualTo(split.clients().keySet());
  }

  @Test
  void naturalSplitWithoutUsersOrWithTooFewIsRefused() {
    List<@Nullable String> users = new ArrayList<>();
    users.add("ann");
    users.add(null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Splitter(new int[2], CLASSES, users, 1).split(new Natural(), 1))
        .withMessageContaining("who made each picture");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Splitter(new int[2], CLASSES, List.of("ann", "ann"), 1).split(new Natural(), 2))
        .withMessage("clients: 2 for 1 users (expected: at most 1 with a natural partition)");
    assertThat(new Splitter(new int[2], CLASSES, users, 1).users()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Splitter(new int[3], CLASSES, List.of("ann"), 1))
        .withMessageContaining("1 users for 3 examples");
  }

  @Test
  void namesSortAsNumbersDo() {
    assertThat(Splitter.name(7, 10)).isEqualTo("client-007");
    assertThat(Splitter.name(7, 1000)).isEqualTo("client-007");
    assertThat(Splitter.name(7, 1001)).isEqualTo("client-0007");
    assertThat(Splitter.name(12_345, 20_000)).isEqualTo("client-12345");
  }

  @Test
  void namesAreTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(Splitter.name(7, 10)).isEqualTo("client-007");
    } finally {
      Locale.setDefault(before);
    }
  }
}
