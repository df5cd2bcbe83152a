package dev.headwater.cli.options;

import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.banded.Band;
import dev.headwater.learning.evaluation.Selection;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.NoiseCalibration;
import dev.headwater.learning.privacy.PrivacyPlan;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.closed.Fed3R;
import dev.headwater.learning.strategies.closed.PrivateRidge;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.training.Scaling;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for the run's privacy guarantee. */
public final class PrivacyOptions {
  public enum Kind {
    CENTRAL,
    LOCAL,
    DISTRIBUTED,
    EXAMPLE,
    USER;

    /** Whom it is about. */
    Mechanism.Unit unit() {
      return this == EXAMPLE
          ? Mechanism.Unit.EXAMPLE
          : this == USER ? Mechanism.Unit.USER : Mechanism.Unit.CLIENT;
    }
  }

  enum Correlation {
    INDEPENDENT,
    BANDED
  }

  enum NoiseKind {
    SECURE,
    SEEDED
  }

  @Option(
      names = "--privacy",
      paramLabel = "WHO",
      description =
          "Differential privacy: central, local, distributed, example or user. With central (server-side) the coordinator adds noise, for whole clients; with local each client adds noise to its own update; with distributed each client adds a share of the noise, under --secure-aggregation; example is DP-SGD for single pictures (with --strategy fed3r one noisy sum); user is DP-SGD for users with all their pictures, where the data names users. Default: none.")
  public @Nullable Kind privacy;

  @Option(
      names = "--user-clients",
      paramLabel = "M",
      description =
          "With --privacy user: the most clients that have pictures of the same person; the privacy cost adds up over them. Default: 1.")
  public @Nullable Integer userClients;

  @Option(
      names = "--clipping-norm",
      paramLabel = "C",
      description =
          "Upper bound of the L2 norm of a client's update; without --privacy it gives no privacy guarantee. With --privacy example it bounds one picture's gradient, with user one user's summed gradient; with --strategy fed3r a client's statistics, or one picture's features. Default: none; 1 with --privacy, 3 for a client's statistics.")
  @Nullable Double clippingNorm;

  @Option(
      names = "--noise-multiplier",
      paramLabel = "Z",
      description =
          "Standard deviation of the noise over the clipping norm. Default: the smallest that keeps --epsilon-budget for all --rounds; for randomly drawn masked cohorts, for as many rounds as no client takes part in, except with probability 1 in 1,000.")
  public @Nullable Double noiseMultiplier;

  @Option(
      names = "--noise",
      paramLabel = "NAME",
      description =
          "With --privacy central and --schedule: independent in each round, or banded: correlated between rounds, so that a part cancels and less noise is left in the model. Default: independent.")
  @Nullable Correlation noise;

  @Option(
      names = "--epsilon-budget",
      paramLabel = "E",
      description =
          "Largest epsilon that the run may spend: it stops before a round that would exceed it, with exit code 3.")
  @Nullable Double epsilonBudget;

  @Option(
      names = "--delta",
      paramLabel = "D",
      description =
          "The delta of (epsilon, delta), below 1 over the number of those who are protected: clients; with --privacy example pictures, with user users. Default: 1/(10 * that number).")
  @Nullable Double delta;

  @Option(
      names = "--accountant",
      paramLabel = "NAME",
      description =
          "Privacy accountant: pld (tight) or rdp. Default: rdp for secret cohorts of a fixed size and for single pictures or users, else pld.")
  @Nullable AccountantKind accountant;

  @Option(
      names = "--adaptive-clipping",
      paramLabel = "Q",
      description =
          "Let the clipping norm follow this quantile of the clients' norms, estimated privately (Andrew et al. 2021).")
  @Nullable Double adaptiveClipping;

  @Option(
      names = "--mean-weight",
      paramLabel = "W",
      description =
          "Average weight of a client with --weights capped:W, if it is known without looking at the data. Default: the cap.")
  @Nullable Double meanWeight;

  @Option(
      names = "--noise-source",
      paramLabel = "NAME",
      defaultValue = "secure",
      description =
          "Source of the noise: secure, or seeded (the same noise every time: for experiments, protects nobody). Default: ${DEFAULT-VALUE}.")
  NoiseKind noiseSource = NoiseKind.SECURE;

  /** Andrew et al. 2021, section 3.2: noise on the count of a twentieth of the cohort. */
  private static final double COUNT_NOISE = 0.05;

  /** Below 1 over however many are protected. */
  private static final double SMALL_DELTA = 1e-15;

  /** Of the statistics of a client with some pictures, each of length 1 at most. */
  private static final double STATISTICS_NORM = 3;

  /** The strategy as the promise allows it: ridge regression becomes one noised release. */
  Strategy under(Strategy strategy, Scaling scaling) {
    if (privacy == null || !(strategy instanceof Fed3R ridge)) {
      return strategy;
    }
    if (privacy == Kind.USER) {
      throw new UserDataException(
          "strategy: %s with --privacy user (expected: one that trains, such as fedavg; of one sum of statistics it is not known how far a user moves it)"
              .formatted(strategy.spec()));
    }
    Double lambda = ridge.lambda();
    boolean example = privacy == Kind.EXAMPLE;
    double rows = example && clippingNorm != null ? clippingNorm : 1;
    return new PrivateRidge(lambda == null ? 0 : lambda, rows, !example, scaling);
  }

  /** Whether clients have equal weights by default. */
  boolean uniform() {
    return privacy != null && privacy.unit() == Mechanism.Unit.CLIENT;
  }

  /** Whether the coordinator must not know clients' numbers of examples. */
  public boolean hidesNumExamples(boolean masked) {
    return privacy == Kind.LOCAL || (masked && !countsUnits());
  }

  /** Whether what is protected is counted at every client before anything is promised. */
  public boolean countsUnits() {
    return privacy != null && privacy.unit() != Mechanism.Unit.CLIENT;
  }

  /** The most clients of one user; 0 where users are not protected. */
  public int userClients() {
    return privacy != Kind.USER ? 0 : userClients == null ? 1 : userClients;
  }

  /** The bound of every delta where nothing is promised, null for none. */
  @Nullable Double plainClippingNorm() {
    return privacy == null ? clippingNorm : null;
  }

  /** Refuses flags that require {@code --privacy}. */
  void check() {
    if (privacy == null) {
      refuseWithout(noise, "noise");
      refuseWithout(noiseMultiplier, "noise-multiplier");
      refuseWithout(epsilonBudget, "epsilon-budget");
      refuseWithout(adaptiveClipping, "adaptive-clipping");
      refuseWithout(delta, "delta");
    }
    if (privacy != Kind.USER && userClients != null) {
      throw new UserDataException(
          "user-clients: %d without --privacy user (expected: both)".formatted(userClients));
    }
    if (privacy == Kind.USER) {
      userClients = userClients();
      int most = userClients;
      UserInput.valid(() -> new Mechanism.UserLevel(most));
    }
    if (privacy != null && noiseMultiplier == null && epsilonBudget == null) {
      throw new UserDataException(
          "privacy: neither --epsilon-budget nor --noise-multiplier (expected: how much may be spent, or how much noise there is)");
    }
  }

  /**
   * Refuses what no data can make right, before any feature is computed.
   *
   * @param cohort of the flags
   * @param clients those that the run is planned for, {@link Integer#MAX_VALUE} if not known yet
   */
  void checkEarly(CohortSize cohort, int clients) {
    requireRange(
        noiseMultiplier == null || (noiseMultiplier >= 0 && Double.isFinite(noiseMultiplier)),
        "noise-multiplier",
        noiseMultiplier,
        "finite and at least 0");
    requireRange(
        epsilonBudget == null || epsilonBudget > 0, "epsilon-budget", epsilonBudget, "above 0");
    requireRange(delta == null || (delta > 0 && delta < 1), "delta", delta, "above 0 and below 1");
    boolean counted = clients != Integer.MAX_VALUE;
    // Whoever is protected: each client has one at least, and one alone is no crowd.
    int units = counted ? clients : 2;
    if (delta != null && privacy != null && delta * units >= 1) {
      throw new UserDataException(
          counted
              ? "delta: %s for %d clients (expected: below 1/%d, and below 1 over all who are protected)"
                  .formatted(delta, clients, clients)
              : "delta: %s (expected: below 1 over all who are protected, such as 1e-5)"
                  .formatted(delta));
    }
    if (cohort instanceof CohortSize.Schedule schedule
        && (long) schedule.clients() * schedule.separation() > clients) {
      throw new UserDataException(
          "schedule: %d with cohorts of %d of %d clients (expected: at least %d clients, so that everybody asked has rested; lower --schedule or --cohort)"
              .formatted(
                  schedule.separation(),
                  schedule.clients(),
                  clients,
                  (long) schedule.clients() * schedule.separation()));
    }
    if (noise == Correlation.BANDED && privacy != Kind.CENTRAL) {
      throw new UserDataException(
          "noise: banded without --privacy central (expected: both, and --schedule; the coordinator adds this noise)");
    }
    if (noise == Correlation.BANDED && !(cohort instanceof CohortSize.Schedule)) {
      throw new UserDataException(
          "noise: banded without --schedule (expected: --schedule B and --cohort N beside it; turns that are far enough apart are what its sensitivity is known for)");
    }
  }

  private static void requireRange(
      boolean holds, String name, @Nullable Double value, String expected) {
    if (!holds) {
      throw new UserDataException("%s: %s (expected: %s)".formatted(name, value, expected));
    }
  }

  private static void refuseWithout(@Nullable Object value, String name) {
    if (value != null) {
      throw new UserDataException(
          "%s: %s without --privacy (expected: --privacy central, local, distributed, example or user beside it)"
              .formatted(name, value));
    }
  }

  /**
   * The run's promise, null for none. Sets the defaults of noise and delta, so that the
   * configuration contains them.
   *
   * @param settings of the run, without a promise
   * @param population num_examples by name of every client that the run is planned for; of users
   *     where those are protected
   */
  public @Nullable Promise promise(RunSettings settings, SortedMap<String, Integer> population) {
    if (privacy == null) {
      return null;
    }
    int clients = population.size();
    if (delta == null) {
      long units = privacy.unit().in(population);
      delta =
          new BigDecimal(0.1 / units).round(new MathContext(2, RoundingMode.DOWN)).doubleValue();
    }
    if (clippingNorm == null) {
      boolean statistics = settings.strategy() instanceof PrivateRidge && privacy != Kind.EXAMPLE;
      clippingNorm = statistics ? STATISTICS_NORM : 1;
    }
    if (accountant == null) {
      accountant = usualAccountant(settings, clients);
    }
    return UserInput.valid(
        () -> {
          if (noiseMultiplier == null) {
            noiseMultiplier =
                NoiseCalibration.noiseMultiplier(
                    z ->
                        with(settings, clients, z)
                            .plan(
                                settings.cohort(),
                                clients,
                                settings.summing().weighting(),
                                settings.masking() != null),
                    settings.hyper(),
                    settings.rounds(),
                    population,
                    settings.dimension());
          }
          return with(settings, clients, noiseMultiplier);
        });
  }

  private AccountantKind usualAccountant(RunSettings settings, int clients) {
    if (settings.strategy() instanceof PrivateRidge) {
      return AccountantKind.PLD;
    }
    CohortSize cohort = settings.cohort();
    boolean sampled =
        cohort.fixedSize() && cohort.of(clients) < clients && settings.masking() == null;
    return countsUnits() || (sampled && privacy != Kind.LOCAL)
        ? AccountantKind.RDP
        : AccountantKind.PLD;
  }

  /**
   * Refuses a promise that no data can make right. What follows from the data is not known yet:
   * noise and delta that are not given are taken for some that suit everything.
   */
  void checkPromise(RunSettings settings) {
    if (privacy == null) {
      return;
    }
    UserInput.valid(
        () -> {
          Double multiplier = noiseMultiplier == null ? Double.valueOf(1) : noiseMultiplier;
          Promise promise = with(settings, settings.clients(), multiplier);
          return settings.but().promise(promise).selection(Selection.TEST_SET).build();
        });
  }

  private Promise with(RunSettings settings, int clients, double multiplier) {
    double expected = settings.cohort().expected(clients);
    return new Promise(
        mechanism(settings),
        clippingNorm == null ? 1 : clippingNorm,
        multiplier,
        delta == null ? SMALL_DELTA : delta,
        epsilonBudget == null ? Double.POSITIVE_INFINITY : epsilonBudget,
        accountant == null ? usualAccountant(settings, clients) : accountant,
        meanWeight != null ? meanWeight : Math.max(1, settings.summing().weighting().cap()),
        adaptiveClipping == null
            ? null
            : new PrivacyPlan.Adaptive(
                adaptiveClipping, Math.max(COUNT_NOISE * expected, multiplier)),
        noiseSource == NoiseKind.SECURE);
  }

  private Mechanism mechanism(RunSettings settings) {
    if (noise == Correlation.BANDED) {
      return banded(settings);
    }
    if (privacy == Kind.CENTRAL) {
      return new Mechanism.Central();
    }
    if (privacy == Kind.LOCAL) {
      return new Mechanism.Local();
    }
    if (privacy == Kind.USER) {
      return new Mechanism.UserLevel(userClients());
    }
    if (privacy == Kind.EXAMPLE) {
      return settings.strategy() instanceof PrivateRidge
          ? new Mechanism.ExampleRelease()
          : new Mechanism.ExampleLevel();
    }
    Masking masking = settings.masking();
    if (masking == null) {
      throw new UserDataException(
          "privacy: distributed without --secure-aggregation (expected: both; each client adds only a part of the noise, and alone it hides too little)");
    }
    // Whoever gets the models and adds noise knows one share of it: at least one colludes.
    int colluders = Math.max(1, masking.colluders(settings.cohort().of(settings.clients())));
    return UserInput.valid(() -> new Mechanism.Distributed(masking.minSurvivors(), colluders));
  }

  /** As wide as turns are apart: the wider, the less noise is left. */
  private Mechanism banded(RunSettings settings) {
    if (privacy != Kind.CENTRAL || !(settings.cohort() instanceof CohortSize.Schedule schedule)) {
      throw new UserDataException(
          "noise: banded without --privacy central and --schedule (expected: both; turns that are far enough apart are what its sensitivity is known for)");
    }
    return new Mechanism.Banded(
        Math.min(Band.WIDEST, Math.min(schedule.separation(), settings.rounds())));
  }
}
