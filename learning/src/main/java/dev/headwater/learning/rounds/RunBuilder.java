package dev.headwater.learning.rounds;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.ExactMean;
import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.compression.Uncompressed;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.evaluation.Selection;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.stopping.Stopping;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.strategy.LearningRate;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.training.Hyperparameters;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a run; {@link #build} checks that they fit together. */
public final class RunBuilder {
  private final Model model;
  private final int clients;
  private int rounds = 40;
  private CohortSize cohort = new CohortSize.All();
  private Strategy strategy = new FedAvg();
  private Aggregator aggregator = new ExactMean();
  private Hyperparameters hyper = new Hyperparameters(5, 20, 0.05, 0, 0, 0);
  private LearningRate learningRate = LearningRate.CONSTANT;
  private double maxDelta = RunSettings.DEFAULT_MAX_DELTA;
  private long seed = 1;
  private Summing summing = Summing.DEFAULT;
  private Compression compression = Uncompressed.NONE;
  private @Nullable Masking masking;
  private @Nullable Promise promise;
  private EvaluateClients scoring = EvaluateClients.NEVER;
  private Selection selection = Selection.HELD_OUT;
  private Stopping stopping = Stopping.NEVER;

  RunBuilder(Model model, int clients) {
    this.model = model;
    this.clients = clients;
  }

  static RunBuilder of(RunSettings settings) {
    return new RunBuilder(settings.model(), settings.clients())
        .rounds(settings.maxRounds())
        .cohort(settings.cohort())
        .strategy(settings.strategy())
        .aggregator(settings.aggregator())
        .hyper(settings.hyper())
        .learningRate(settings.learningRate())
        .maxDelta(settings.maxDelta())
        .seed(settings.seed())
        .summing(settings.summing())
        .compression(settings.compression())
        .masking(settings.masking())
        .promise(settings.promise())
        .scoring(settings.scoring())
        .selection(settings.selection())
        .stopping(settings.stopping());
  }

  /**
   * {@return this builder, with at most this number of rounds}
   *
   * @param most at least 1; default 40
   */
  public RunBuilder rounds(int most) {
    this.rounds = most;
    return this;
  }

  /**
   * {@return this builder, with cohorts of this size}
   *
   * @param size number of clients in a round, and how they are drawn; default all
   */
  public RunBuilder cohort(CohortSize size) {
    this.cohort = size;
    return this;
  }

  /**
   * {@return this builder, with this algorithm}
   *
   * @param algorithm default FedAvg
   */
  public RunBuilder strategy(Strategy algorithm) {
    this.strategy = algorithm;
    return this;
  }

  /**
   * {@return this builder, with this rule for aggregating contributions}
   *
   * @param rule default the exact mean
   */
  public RunBuilder aggregator(Aggregator rule) {
    this.aggregator = rule;
    return this;
  }

  /**
   * {@return this builder, with clients that train in this way}
   *
   * @param training default 5 epochs in batches of 20 at rate 0.05
   */
  public RunBuilder hyper(Hyperparameters training) {
    this.hyper = training;
    return this;
  }

  /**
   * {@return this builder, with this change of the learning rate over the rounds}
   *
   * @param schedule default constant
   */
  public RunBuilder learningRate(LearningRate schedule) {
    this.learningRate = schedule;
    return this;
  }

  /**
   * {@return this builder, with this bound of every value of a delta}
   *
   * @param bound finite and above 0; default {@link RunSettings#DEFAULT_MAX_DELTA}
   */
  public RunBuilder maxDelta(double bound) {
    this.maxDelta = bound;
    return this;
  }

  /**
   * {@return this builder, with this seed of every random choice}
   *
   * @param value any number; default 1
   */
  public RunBuilder seed(long value) {
    this.seed = value;
    return this;
  }

  /**
   * {@return this builder, with these weights, and sums in these integers}
   *
   * @param how default num_examples in 64 bits
   */
  public RunBuilder summing(Summing how) {
    this.summing = how;
    return this;
  }

  /**
   * {@return this builder, with uploads in this form}
   *
   * @param form default none
   */
  public RunBuilder compression(Compression form) {
    this.compression = form;
    return this;
  }

  /**
   * {@return this builder, with these masks}
   *
   * @param masks default null: contributions are not masked
   */
  public RunBuilder masking(@Nullable Masking masks) {
    this.masking = masks;
    return this;
  }

  /**
   * {@return this builder, with this privacy guarantee}
   *
   * @param about default null: nothing is promised
   */
  public RunBuilder promise(@Nullable Promise about) {
    this.promise = about;
    return this;
  }

  /**
   * {@return this builder, with clients that score the parameters at these times}
   *
   * @param when default never
   */
  public RunBuilder scoring(EvaluateClients when) {
    this.scoring = when;
    return this;
  }

  /**
   * {@return this builder, with a strategy's candidates scored on these examples}
   *
   * @param on default what clients hold out
   */
  public RunBuilder selection(Selection on) {
    this.selection = on;
    return this;
  }

  /**
   * {@return this builder, with a run that may end before its last round}
   *
   * @param when default never
   */
  public RunBuilder stopping(Stopping when) {
    this.stopping = when;
    return this;
  }

  /**
   * {@return the settings, checked}
   *
   * @throws IllegalArgumentException if two of them contradict each other
   */
  public RunSettings build() {
    return new RunSettings(
        model,
        clients,
        rounds,
        cohort,
        strategy,
        aggregator,
        hyper,
        learningRate,
        maxDelta,
        seed,
        summing,
        compression,
        masking,
        promise,
        scoring,
        selection,
        stopping);
  }
}
