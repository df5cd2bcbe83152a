package dev.headwater.cli.options;

import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.rounds.Plan;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sampling.Lottery;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.strategies.FedAvgM;
import dev.headwater.learning.strategies.LearningRate;
import dev.headwater.learning.strategies.ServerUpdate;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.simulations.data.FeatureScale;
import dev.headwater.vision.extractors.FeatureExtractor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that say how the head is trained. */
public final class TrainingOptions {
  private static final double DEFAULT_SERVER_MOMENTUM = 0.9;

  /** Measured: docs/decisions/0005-learning-rate.md. */
  private static final double RATE_TIMES_SQUARED_NORM = 20;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "40",
      description = "Rounds. Default: ${DEFAULT-VALUE}.")
  int rounds;

  @Option(
      names = "--cohort",
      paramLabel = "N",
      description = "Clients asked in a round. Default: all (see also --fraction-fit).")
  @Nullable Integer cohort;

  @Option(
      names = "--fraction-fit",
      paramLabel = "F",
      description = "Clients asked in a round, as a share of all.")
  @Nullable Double fractionFit;

  @Option(
      names = "--sampling-rate",
      paramLabel = "Q",
      description =
          "Ask every client with this probability, each on its own (Poisson sampling): what privacy by sampling is proved for.")
  @Nullable Double samplingRate;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      defaultValue = "fedavg",
      description =
          "fedavg, fedavgm:BETA (with server momentum, default 0.9: far fewer rounds on skewed labels), or fedprox:MU (with a proximal term). Default: ${DEFAULT-VALUE}.")
  public String strategy = "fedavg";

  @Option(
      names = "--local-epochs",
      paramLabel = "E",
      defaultValue = "5",
      description = "Passes over a client's pictures in a round. Default: ${DEFAULT-VALUE}.")
  int localEpochs;

  @Option(
      names = "--batch-size",
      paramLabel = "B",
      defaultValue = "20",
      description = "Default: ${DEFAULT-VALUE}.")
  int batchSize;

  @Option(
      names = "--lr",
      paramLabel = "X",
      description =
          "Clients' learning rate. Default: chosen for the length of the backbone's features ("
              + RATE_TIMES_SQUARED_NORM
              + " / mean squared length), and written to config.yaml.")
  @Nullable Double lr;

  @Option(
      names = "--lr-schedule",
      paramLabel = "NAME",
      defaultValue = "constant",
      description =
          "How it moves over the rounds: constant or cosine (to 0). Default: ${DEFAULT-VALUE}.")
  LearningRate lrSchedule = LearningRate.CONSTANT;

  @Option(
      names = "--momentum",
      paramLabel = "X",
      defaultValue = "0",
      description = "Default: ${DEFAULT-VALUE}.")
  double momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      defaultValue = "0",
      description = "Default: ${DEFAULT-VALUE}.")
  double weightDecay;

  @Option(
      names = "--proximal-mu",
      paramLabel = "X",
      description =
          "Strength of FedProx's pull towards the global head. Default: 0, or the strategy's.")
  @Nullable Double proximalMu;

  @Option(
      names = "--max-delta",
      paramLabel = "X",
      defaultValue = "1024",
      description =
          "An update with a larger value is refused as diverged. Default: ${DEFAULT-VALUE}.")
  double maxDelta;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Of every random choice: the same seed and flags give the same model. Default: ${DEFAULT-VALUE}.")
  public long seed;

  /** Refuses flags that no run can have, before the long work. */
  public void check(PrivacyOptions privacy, SummingOptions summing, int clients) {
    privacy.check();
    planWith(lr == null ? 1 : lr, privacy, summing, clients);
  }

  /**
   * The plan that the flags ask for. Settles the learning rate, so that the configuration shows it.
   *
   * @param extractor whose features the head will see
   * @param clients that the run is planned for
   */
  public Plan plan(
      FeatureExtractor extractor, PrivacyOptions privacy, SummingOptions summing, int clients) {
    if (lr == null) {
      lr = usualRate(extractor);
    }
    summing.settle(cohortSize().of(clients));
    return planWith(lr, privacy, summing, clients);
  }

  /** Two digits are enough, and a rate that people can read and type again. */
  public static double usualRate(FeatureExtractor extractor) {
    double rate = RATE_TIMES_SQUARED_NORM / FeatureScale.meanSquaredNorm(extractor);
    return new BigDecimal(rate).round(new MathContext(2)).doubleValue();
  }

  /** The plan of flags that are settled already. */
  public Plan plan(int clients, PrivacyOptions privacy, SummingOptions summing) {
    if (lr == null) {
      throw new UserDataException("lr: none (expected: the one that the run has used)");
    }
    return planWith(lr, privacy, summing, clients);
  }

  private Plan planWith(double rate, PrivacyOptions privacy, SummingOptions summing, int clients) {
    server();
    return UserInput.valid(
        () ->
            new Plan(
                rounds,
                cohortSize(),
                privacy.secret() ? Lottery.secret() : Lottery.keyed(seed),
                new Hyperparameters(localEpochs, batchSize, rate, momentum, weightDecay, mu()),
                lrSchedule,
                maxDelta,
                seed,
                summing.summing(privacy.uniform()),
                summing.masking(cohortSize().of(clients))));
  }

  private CohortSize cohortSize() {
    if (Stream.of(cohort, fractionFit, samplingRate).filter(Objects::nonNull).count() > 1) {
      throw new UserDataException(
          "--cohort, --fraction-fit and --sampling-rate say the same thing more than once (expected: one of them)");
    }
    if (samplingRate != null) {
      return new CohortSize.Poisson(samplingRate);
    }
    if (cohort != null) {
      return new CohortSize.Count(cohort);
    }
    return fractionFit != null ? new CohortSize.Fraction(fractionFit) : new CohortSize.All();
  }

  /** The coordinator's half of the strategy, fresh for one run. */
  public ServerUpdate server() {
    return strategy.equals("fedavgm") || strategy.startsWith("fedavgm:")
        ? UserInput.valid(() -> new FedAvgM(argument(DEFAULT_SERVER_MOMENTUM)))
        : FedAvg::update;
  }

  private double mu() {
    double own = proximalMu == null ? 0 : proximalMu;
    if (strategy.equals("fedavg")
        || strategy.equals("fedavgm")
        || strategy.startsWith("fedavgm:")) {
      return own;
    }
    if (strategy.startsWith("fedprox:") && proximalMu == null) {
      return argument(0);
    }
    throw new UserDataException(
        "strategy: %s%s (expected: fedavg, fedavgm:BETA, or fedprox:MU without --proximal-mu)"
            .formatted(strategy, proximalMu == null ? "" : " with --proximal-mu " + proximalMu));
  }

  /** The number behind the strategy's colon. */
  private double argument(double usual) {
    int colon = strategy.indexOf(':');
    try {
      return colon < 0 ? usual : Double.parseDouble(strategy.substring(colon + 1));
    } catch (NumberFormatException e) {
      throw new UserDataException(
          "strategy: %s (expected: a number after the colon, as in fedprox:0.01)"
              .formatted(strategy),
          e);
    }
  }
}
