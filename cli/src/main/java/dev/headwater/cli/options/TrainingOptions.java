package dev.headwater.cli.options;

import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.evaluation.Selection;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.models.Models;
import dev.headwater.learning.rounds.RunBuilder;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.FedProx;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategies.closed.Fed3R;
import dev.headwater.learning.strategy.LearningRate;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.training.Arithmetic;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.Scaling;
import dev.headwater.simulations.data.FeatureScale;
import dev.headwater.vision.extractors.FeatureExtractor;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Flags for training the head. */
public final class TrainingOptions {
  private static final String FEDAVG = "fedavg";

  /** Of generated pictures; null unless the flags ask for them. */
  private @Nullable Scaling statistics;

  @Option(
      names = {"--rounds", "--num-rounds"},
      paramLabel = "N",
      description =
          "Maximum number of rounds; some strategies end earlier. Default: 40; 500 for exact-softmax.")
  @Nullable Integer rounds;

  @Option(
      names = "--cohort",
      paramLabel = "N",
      description = "Number of clients in each round. Default: all.")
  @Nullable Integer cohort;

  @Option(
      names = "--schedule",
      paramLabel = "B",
      description =
          "With --cohort and --privacy: a public schedule instead of random cohorts. Two turns of a client are at least B rounds apart; each client is charged for its own turns.")
  @Nullable Integer schedule;

  @Option(
      names = "--fraction-fit",
      paramLabel = "F",
      description = "Clients in each round, as a share of all.")
  @Nullable Double fractionFit;

  @Option(
      names = "--sampling-rate",
      paramLabel = "Q",
      description =
          "Poisson sampling: each client takes part in a round with this probability, independently. Privacy amplification by sampling is proved for it.")
  @Nullable Double samplingRate;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      completionCandidates = ChoiceNames.Strategies.class,
      description =
          "The algorithm: ${COMPLETION-CANDIDATES}; or a class of your own, NAME:ARGUMENTS. Default: fedavg, started from a ridge regression head where possible (see --start).")
  @Nullable String strategy;

  @Mixin StageOptions stages = new StageOptions();
  @Mixin StoppingOptions early = new StoppingOptions();
  @Mixin ScoringOptions scores = new ScoringOptions();

  @Option(
      names = "--aggregator",
      paramLabel = "NAME",
      completionCandidates = ChoiceNames.Aggregators.class,
      defaultValue = "mean",
      description =
          "How updates are aggregated: ${COMPLETION-CANDIDATES}; or a class of your own. Default: ${DEFAULT-VALUE}.")
  public String aggregator = "mean";

  @Option(
      names = "--head",
      paramLabel = "NAME",
      completionCandidates = ChoiceNames.Heads.class,
      defaultValue = "linear",
      description =
          "The model that is trained: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  public String head = "linear";

  @Option(
      names = {"--local-epochs", "--epochs"},
      paramLabel = "E",
      defaultValue = "5",
      description = "Passes over a client's pictures in each round. Default: ${DEFAULT-VALUE}.")
  int localEpochs;

  @Option(
      names = "--batch-size",
      paramLabel = "B",
      defaultValue = "20",
      description = "Pictures in each local step. Default: ${DEFAULT-VALUE}.")
  int batchSize;

  @Option(
      names = {"--lr", "--learning-rate"},
      paramLabel = "X",
      description =
          "Learning rate of the clients. Default: chosen for the length of the features that clients train on ("
              + FeatureScale.RATE_TIMES_SQUARED_NORM
              + " / mean squared length), and written to config.yaml.")
  @Nullable Double lr;

  @Option(
      names = "--lr-schedule",
      paramLabel = "NAME",
      defaultValue = "constant",
      description =
          "How the learning rate changes over the rounds: constant or cosine (to 0). Default: ${DEFAULT-VALUE}.")
  LearningRate lrSchedule = LearningRate.CONSTANT;

  @Option(
      names = "--momentum",
      paramLabel = "X",
      defaultValue = "0",
      description = "Momentum of local SGD. Default: ${DEFAULT-VALUE}.")
  double momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      defaultValue = "0",
      description = "Weight decay of local SGD. Default: ${DEFAULT-VALUE}.")
  double weightDecay;

  @Option(
      names = "--proximal-mu",
      paramLabel = "X",
      description = "Strength of FedProx's proximal term. Default: 0, or the strategy's.")
  @Nullable Double proximalMu;

  @Option(
      names = "--max-delta",
      paramLabel = "X",
      defaultValue = "1024",
      description =
          "An update with a larger absolute value is refused as diverged. Default: ${DEFAULT-VALUE}.")
  double maxDelta;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Seed of every random choice: the same seed and options give the same model. Default: ${DEFAULT-VALUE}.")
  public long seed;

  @Option(
      names = "--arithmetic",
      paramLabel = "N",
      hidden = true,
      description = "The order of additions that a configuration was written for.")
  int arithmetic = Arithmetic.VERSION;

  /**
   * Refuses flags that no run can have, before the long work.
   *
   * @param clients those that the run is planned for, {@link Integer#MAX_VALUE} if not known yet
   * @return settings of these flags, of a model of no particular size and without the promise
   */
  public RunSettings check(PrivacyOptions privacy, SummingOptions summing, int clients) {
    privacy.check();
    scoring(true, privacy.privacy != null); // refused early
    if (schedule != null && (privacy.privacy == null || privacy.countsUnits())) {
      throw new UserDataException(
          "schedule: %d without --privacy for whole clients (expected: --privacy central, local or distributed, whose ledger keeps the turns)"
              .formatted(schedule));
    }
    if (arithmetic != Arithmetic.VERSION) {
      throw new UserDataException(
          "arithmetic: %d (expected: %d, by which this version computes; the same bits need the version that wrote the configuration, other bits need the line removed)"
              .formatted(arithmetic, Arithmetic.VERSION));
    }
    privacy.checkEarly(UserInput.valid(this::cohortSize), clients);
    RunSettings settings =
        UserInput.valid(
            () ->
                settings(Models.of(head, 2, 1), lr == null ? 1 : lr, privacy, summing, clients)
                    .build());
    if (clients != Integer.MAX_VALUE) {
      summing.check(cohortSize().of(clients));
      privacy.checkPromise(settings);
    }
    return settings;
  }

  /** When clients score the head, with or without test pictures and a promise. */
  public EvaluateClients scoring(boolean tested, boolean promised) {
    return scores.scoring(tested, promised);
  }

  /** The algorithm's name and arguments, as typed or by default. */
  public String strategySpec() {
    return strategy == null ? FEDAVG : strategy;
  }

  /** Sets the defaults of the strategy and of what comes before it. */
  private void settle(
      Model model, PrivacyOptions privacy, SummingOptions summing, Selection selection) {
    boolean named = strategy != null;
    Strategy algorithm = strategy();
    stages.settle(
        new StageOptions.Run(
            algorithm,
            named,
            model,
            new Hyperparameters(localEpochs, batchSize, 1, 0, 0, 0),
            forbidsSums(privacy),
            summing.secureAggregation,
            !(cohortSize() instanceof CohortSize.All),
            selection));
    strategy = strategySpec();
    rounds = rounds == null ? Integer.valueOf(algorithm.usualRounds()) : rounds;
  }

  /** The flag with which no sums over all clients are taken beside the rounds; empty for none. */
  private String forbidsSums(PrivacyOptions privacy) {
    if (privacy.privacy != null) {
      return "--privacy";
    }
    if (privacy.plainClippingNorm() != null) {
      return "--clipping-norm";
    }
    return "mean".equals(aggregator) ? "" : "--aggregator " + aggregator;
  }

  /** What to say of the first head, once the settings are made; empty for nothing. */
  public Optional<String> note() {
    return stages.note();
  }

  /**
   * The settings from the flags, without the privacy guarantee. Sets the default learning rate, so
   * that the configuration contains it.
   *
   * @param model the model to train
   * @param extractor extractor of the model's features
   * @param clients number of clients that the run is planned for
   * @param selection on what a strategy's candidates are scored
   */
  public RunSettings settings(
      Model model,
      FeatureExtractor extractor,
      PrivacyOptions privacy,
      SummingOptions summing,
      int clients,
      Selection selection) {
    early.requireScores(selection);
    settle(model, privacy, summing, selection);
    if (stages.needsPublic()) {
      statistics = FeatureScale.standardising(extractor);
    } else if (privacy.privacy != null && strategy() instanceof Fed3R) {
      statistics = FeatureScale.centring(extractor);
    }
    if (lr == null) {
      lr =
          stages.standardises()
              ? FeatureScale.standardisedRate(extractor.features())
              : FeatureScale.usualRate(extractor);
    }
    summing.settle(cohortSize().of(clients));
    double rate = lr;
    return UserInput.valid(
        () -> settings(model, rate, privacy, summing, clients).selection(selection).build());
  }

  /** How many rounds the flags ask for; {@code usual} if they do not say. */
  public int rounds(int usual) {
    return rounds == null ? usual : rounds;
  }

  /** The next settings have this many rounds. */
  public void askForRounds(int wanted) {
    rounds = wanted;
  }

  /** The name of the head from the flags, as in messages and files: {@code mlp:200}. */
  public String headSpec() {
    return model(2, 1).spec().toString(); // the name does not depend on sizes
  }

  /** The model from the flags. */
  public Model model(int classes, int features) {
    return UserInput.valid(() -> Models.of(head, classes, features));
  }

  /** The settings of flags that are settled already. */
  public RunSettings settings(
      Model model, int clients, PrivacyOptions privacy, SummingOptions summing) {
    Double rate = lr;
    if (rate == null) {
      throw new UserDataException("lr: none (expected: the one that the run has used)");
    }
    return UserInput.valid(() -> settings(model, rate, privacy, summing, clients).build());
  }

  private RunBuilder settings(
      Model model, double rate, PrivacyOptions privacy, SummingOptions summing, int clients) {
    Strategy algorithm = strategy();
    Aggregator rule = Aggregators.CHOICES.parse(aggregator);
    double mu = proximalMu == null ? 0 : proximalMu;
    Scaling scaling = statistics == null ? asTheyAre(model) : statistics;
    boolean uniform =
        privacy.uniform()
            || algorithm.needs().contains(Need.UNIFORM_WEIGHTS)
            || !rule.spec().name().equals("mean");
    Hyperparameters hyper =
        new Hyperparameters(localEpochs, batchSize, rate, momentum, weightDecay, mu);
    boolean exact =
        privacy.privacy != null
            || algorithm.needs().contains(Need.EXAMPLE_WEIGHTS)
            || algorithm.works(algorithm.start(model, model.initial(seed)), hyper).stream()
                .flatMap(work -> work.outputs(model, 1).stream())
                .allMatch(output -> output.fractionBits() != null);
    return RunSettings.of(model, clients)
        .rounds(rounds == null ? algorithm.usualRounds() : rounds)
        .cohort(cohortSize())
        .strategy(stages.before(privacy.under(algorithm, scaling), scaling))
        .aggregator(rule)
        .hyper(hyper)
        .learningRate(lrSchedule)
        .maxDelta(maxDelta)
        .seed(seed)
        .stopping(early.stopping())
        .summing(summing.summing(uniform, exact).clippedTo(privacy.plainClippingNorm()))
        .compression(summing.compression())
        .masking(summing.masking(cohortSize().of(clients)));
  }

  /** Where no backbone is open: a check of flags, and an audit, whose canaries are no pictures. */
  private static Scaling asTheyAre(Model model) {
    float[] ones = new float[model.features()];
    Arrays.fill(ones, 1);
    return new Scaling(new float[model.features()], ones);
  }

  /** The algorithm; refuses a proximal term that is given twice. */
  private Strategy strategy() {
    Strategy algorithm = Strategies.CHOICES.parse(strategySpec());
    if (algorithm instanceof FedProx && proximalMu != null) {
      throw new UserDataException(
          "strategy: %s with --proximal-mu %s (expected: one of them; they say the same)"
              .formatted(strategy, proximalMu));
    }
    return algorithm;
  }

  private CohortSize cohortSize() {
    if (Stream.of(cohort, fractionFit, samplingRate).filter(Objects::nonNull).count() > 1) {
      throw new UserDataException(
          "--cohort, --fraction-fit and --sampling-rate say the same thing more than once (expected: one of them)");
    }
    if (samplingRate != null) {
      return new CohortSize.Poisson(samplingRate);
    }
    if (schedule != null) {
      if (cohort == null) {
        throw new UserDataException(
            "schedule: %d without --cohort (expected: both, how far turns are apart and how many clients have one in a round)"
                .formatted(schedule));
      }
      int clients = cohort;
      int separation = schedule;
      return UserInput.valid(() -> new CohortSize.Schedule(clients, separation));
    }
    if (cohort != null) {
      return new CohortSize.Count(cohort);
    }
    return fractionFit != null ? new CohortSize.Fraction(fractionFit) : new CohortSize.All();
  }
}
