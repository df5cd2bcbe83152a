package dev.headwater.learning.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.aggregation.ExactMean;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.cohorts.Stragglers;
import dev.headwater.learning.cohorts.StragglingCohort;
import dev.headwater.learning.compression.Compressions;
import dev.headwater.learning.models.Models;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.closed.PrivateRidge;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Scaling;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every cohort does, wherever its clients are: a run over it gives the bits of one over {@link
 * LocalCohort} on one thread. Clients do what {@link
 * dev.headwater.learning.clients.ClientRound#perform} does, and remember what it gives them.
 */
public abstract class CohortContract extends CohortMemoryContract {
  @Test
  public void populationIsWhoIsThereWithTheirExamples() throws Exception {
    assertThat(open(clients(), settings(MODEL, "fedavg")).population(1))
        .isEqualTo(
            Map.of("client-0", 4, "client-1", 7, "client-2", 10, "client-3", 13, "client-4", 16));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fedavg", "fedadam:0.01", "fednova", "fedsgd:0.5", "scaffold", "fed3r:0.125"})
  public void runsEndInTheBitsOfTheSameRunInMemory(String strategy) throws Exception {
    RunSettings settings = settings(MODEL, strategy);
    ServerState here = new Federation(settings, new LocalCohort(clients())).run();
    assertThat(new Federation(settings, open(clients(), settings)).run()).isEqualTo(here);
  }

  @Test
  public void hiddenLayersEndInTheBitsOfTheSameRunInMemory() throws Exception {
    RunSettings settings = settings(Models.of("mlp:5", CLASSES, WIDTH), "fedavg");
    ServerState here = new Federation(settings, new LocalCohort(clients())).run();
    assertThat(new Federation(settings, open(clients(), settings)).run()).isEqualTo(here);
  }

  /** The median num_examples is 10, so two clients are capped, and all deltas are longer. */
  @Test
  public void cappedWeightsAndClippedDeltasEndInTheBitsOfTheSameRunInMemory() throws Exception {
    RunSettings settings =
        settings(MODEL, "fedavg")
            .but()
            .summing(Summing.DEFAULT.cappedAt(1).clippedTo(0.05))
            .build();
    ServerState here = new Federation(settings, new LocalCohort(clients())).run();
    assertThat(new Federation(settings, open(clients(), settings)).run()).isEqualTo(here);
    RunSettings other = settings(MODEL, "fedavg");
    assertThat(new Federation(other, new LocalCohort(clients())).run()).isNotEqualTo(here);
  }

  @ParameterizedTest
  @CsvSource({
    "fedavg, float16",
    "fednova, int8",
    "scaffold, int8",
    "fedavg, top-k:0.2",
    "'fedavg', 'top-k:0.2,no-feedback'",
    "scaffold, top-k:0.2",
    "ditto:0.1, top-k:0.2",
    "fedadam:0.01, random-k:0.3",
    "ditto:0.1, random-k:0.3",
  })
  public void compressedRunsEndInTheBitsOfTheSameRunInMemory(String strategy, String compression)
      throws Exception {
    RunSettings settings =
        settings(MODEL, strategy)
            .but()
            .compression(Compressions.CHOICES.parse(compression))
            .build();
    ServerState here = new Federation(settings, new LocalCohort(clients())).run();
    assertThat(new Federation(settings, open(clients(), settings)).run()).isEqualTo(here);
    RunSettings plain = settings(MODEL, strategy);
    assertThat(new Federation(plain, new LocalCohort(clients())).run()).isNotEqualTo(here);
  }

  @Test
  public void compressedAndClippedRunsEndInTheBitsOfTheSameRunInMemory() throws Exception {
    for (String compression : List.of("float16", "int8", "top-k:0.2", "random-k:0.3")) {
      RunSettings settings =
          settings(MODEL, "fedavg")
              .but()
              .summing(Summing.DEFAULT.clippedTo(0.05))
              .compression(Compressions.CHOICES.parse(compression))
              .build();
      ServerState here = new Federation(settings, new LocalCohort(clients())).run();
      assertThat(new Federation(settings, open(clients(), settings)).run()).isEqualTo(here);
    }
  }

  /** Two of three are slow; of each round's three at two epochs, some do one. */
  @ParameterizedTest
  @CsvSource({
    "fedavg, partial:0.7",
    "fedprox:0.1, partial:0.7",
    "fednova, partial:0.7",
    "scaffold, partial:0.7",
    "fedavg, drop:0.4",
    "scaffold, drop:0.4",
  })
  public void stragglersEndInTheBitsOfTheSameRunInMemory(String strategy, String stragglers)
      throws Exception {
    RunSettings settings = settings(MODEL, strategy);
    Stragglers slow = Stragglers.parse(stragglers);
    ServerState here =
        new Federation(settings, new StragglingCohort(new LocalCohort(clients()), slow)).run();
    Cohort there = new StragglingCohort(open(clients(), settings), slow);
    assertThat(new Federation(settings, there).run()).isEqualTo(here);
    assertThat(new Federation(settings, new LocalCohort(clients())).run()).isNotEqualTo(here);
  }

  @Test
  public void maskedRunsOfRandomPlacesEndInTheBitsOfTheOpenOnes() throws Exception {
    RunSettings open =
        settings(MODEL, "fedavg")
            .but()
            .summing(new Summing(new Weighting.Uniform(), 64))
            .compression(Compressions.CHOICES.parse("random-k:0.3"))
            .build();
    RunSettings masked = open.but().masking(new Masking(2, 0, 0)).build();
    if (hasMasks()) {
      ServerState here = new Federation(open, new LocalCohort(clients())).run();
      assertThat(new Federation(masked, open(clients(), masked)).run().parameters())
          .isEqualTo(here.parameters());
    }
  }

  @Test
  public void maskedRunsOfClippedDeltasEndInTheBitsOfTheOpenOnes() throws Exception {
    RunSettings open =
        settings(MODEL, "fedavg")
            .but()
            .summing(new Summing(new Weighting.Uniform(), 64).clippedTo(0.05))
            .build();
    RunSettings masked = open.but().masking(new Masking(2, 0, 0)).build();
    if (hasMasks()) {
      ServerState here = new Federation(open, new LocalCohort(clients())).run();
      assertThat(new Federation(masked, open(clients(), masked)).run().parameters())
          .isEqualTo(here.parameters());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fedavg", "fednova", "scaffold", "fed3r:0.125"})
  public void maskedRunsEndInTheBitsOfTheOpenOnes(String strategy) throws Exception {
    RunSettings open =
        settings(MODEL, strategy).but().summing(new Summing(new Weighting.Uniform(), 64)).build();
    RunSettings masked = open.but().masking(new Masking(2, 0, 0)).build();
    if (!hasMasks()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Federation(masked, open(clients(), masked)));
      return;
    }
    ServerState here = new Federation(open, new LocalCohort(clients())).run();
    ServerState there = new Federation(masked, open(clients(), masked)).run();
    assertThat(there.parameters()).isEqualTo(here.parameters());
  }

  /** Of clipped statistics, by example and by client, with noise that follows from the seed. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  public void noisedReleasesEndInTheBitsOfTheSameRunInMemory(boolean wholeClients)
      throws Exception {
    float[] means = new float[WIDTH];
    float[] scales = new float[WIDTH];
    Arrays.fill(means, 0.25f);
    Arrays.fill(scales, 0.3f);
    Mechanism mechanism = wholeClients ? new Mechanism.Central() : new Mechanism.ExampleRelease();
    RunSettings settings =
        RunSettings.of(MODEL, 5)
            .strategy(new PrivateRidge(0, 1, wholeClients, new Scaling(means, scales)))
            .summing(wholeClients ? new Summing(new Weighting.Uniform(), 64) : Summing.DEFAULT)
            .promise(
                new Promise(
                    mechanism,
                    1,
                    2,
                    1e-3,
                    Double.POSITIVE_INFINITY,
                    AccountantKind.PLD,
                    1,
                    null,
                    false))
            .seed(12)
            .build();
    ServerState here = promised(settings, new LocalCohort(clients()));
    assertThat(promised(settings, open(clients(), settings))).isEqualTo(here);
  }

  private static ServerState promised(RunSettings settings, Cohort cohort)
      throws InterruptedException {
    return new Federation(settings, entry -> {}, List.of(), cohort, null, List.of(), () -> 0).run();
  }

  @Test
  public void onlyThoseAskedAreCountedAndOnlyTheirExamples() throws Exception {
    RunSettings settings = settings(MODEL, "fedavg");
    RoundTask task = task(settings, 1, settings.start()).among(List.of("client-1", "client-4"));
    Aggregate aggregate = open(clients(), settings).gather(task, new ExactMean());
    assertThat(aggregate.contributors()).containsExactly("client-1", "client-4");
    assertThat(aggregate.numExamples()).isEqualTo(7 + 16);
    assertThat(aggregate.total().totalWeight()).isEqualTo(7 + 16);
    assertThat(aggregate.trainLoss()).isPositive();
    assertThat(aggregate.refusals()).isEmpty();
    assertThat(aggregate.aborted()).isNull();
  }

  @Test
  public void clientThatCannotDoTheWorkIsRefusedAndTheOthersCount() throws Exception {
    assumeTrue(roundsMeetUnknownClasses(), "a client with such data is refused before the run");
    SortedMap<String, ClientExamples> broken = clients();
    float[] x = new float[10 * WIDTH];
    int[] y = new int[10];
    y[4] = CLASSES; // a class that the model does not have
    broken.put("client-2", new ClientExamples(new Examples(x, y, WIDTH)));
    RunSettings settings = settings(MODEL, "fedavg").but().cohort(new CohortSize.All()).build();
    RoundTask task = task(settings, 1, settings.start());
    Aggregate aggregate = open(broken, settings).gather(task, new ExactMean());
    assertThat(aggregate.contributors())
        .containsExactly("client-0", "client-1", "client-3", "client-4");
    assertThat(aggregate.numExamples()).isEqualTo(4 + 7 + 13 + 16);
    if (tellsRefusals()) {
      assertThat(aggregate.refusals())
          .singleElement()
          .satisfies(refusal -> assertThat(refusal.client()).isEqualTo("client-2"))
          .satisfies(refusal -> assertThat(refusal.reason()).contains("label 3"));
    }
  }
}
