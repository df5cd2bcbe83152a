package dev.headwater.simulations.attacks;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.auditing.Canaries;
import dev.headwater.learning.auditing.CanaryScores;
import dev.headwater.learning.banded.BandedRows;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.privacy.Ledger;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.PrivacyPlan;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.promise.PrivacyMechanism;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.ClientPrivacy.NoisePlace;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.work.ClippedMoments;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Replays a run's privacy mechanism with canaries as clients, or as pictures where one release
 * protects those: the same accountant, sampling, clipping, grid, noise and denominator, by the same
 * code. There is no training, because the guarantee holds for arbitrary contributions. An observer
 * scores the canaries from everything that the mechanism releases: the noised sum of every round,
 * or with local noise every client's own vector.
 */
public final class MechanismReplay {
  private final RunSettings settings;
  private final PrivacyPlan promise;
  private final SortedMap<String, Integer> people;
  private final Parameters parameters;
  private final Canaries canaries;
  private final List<LedgerEntry.Paid> paid = new ArrayList<>();
  private final PrivacyMechanism mechanism;
  private final SortedMap<String, Integer> population = new TreeMap<>();
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final CanaryScores scores;

  /**
   * A replay before its first round.
   *
   * @param settings of the run with its promise; its cohort is scaled to the number of canaries and
   *     rounded down, because a larger one would reveal more than the promise covers
   * @param promise of the run, as its settings have it
   * @param people the run's own clients, num_examples by name, for which the promise was computed
   * @param parameters of every round; they affect no score, so zeros of the run's layout will do
   * @param canaries which take the clients' places
   * @throws UserDataException if there are so few canaries that a cohort of fixed size would be
   *     empty
   */
  public MechanismReplay(
      RunSettings settings,
      PrivacyPlan promise,
      SortedMap<String, Integer> people,
      Parameters parameters,
      Canaries canaries) {
    this.settings = forCanaries(settings, people.size(), canaries.count());
    this.promise = promise;
    this.people = people;
    this.parameters = parameters;
    this.canaries = canaries;
    this.mechanism = settings.privacy(new Replayed(), List.of());
    this.scores = new CanaryScores(canaries);
    for (int i = 0; i < canaries.count(); i++) {
      String name = String.format(Locale.ROOT, "canary-%07d", i);
      names.add(name);
      population.put(name, weight());
    }
  }

  /**
   * A cohort of the same share, rounded down: a larger one would reveal more than the promise
   * covers.
   */
  private static RunSettings forCanaries(RunSettings settings, int people, int canaries) {
    CohortSize size = settings.cohort();
    if (size.fixedSize()) {
      long asked = (long) size.of(people) * canaries / people;
      if (asked < 1) {
        throw new UserDataException(
            "canaries: %d (expected: at least %d; a cohort is %d of %d clients, and of so few canaries none would be asked)"
                .formatted(
                    canaries,
                    (people + size.of(people) - 1) / size.of(people),
                    size.of(people),
                    people));
      }
      size = new CohortSize.Count((int) asked);
    }
    Promise promise = settings.promise();
    boolean secret = promise != null && promise.secureNoise();
    return settings
        .but()
        .cohort(size)
        .promise(null) // no promise about canaries; the mechanism below uses the run's own
        .seed(secret ? new SecureRandom().nextLong() : settings.seed())
        .build();
  }

  /** Keeps what the replay pays for. */
  private final class Replayed implements Ledger {
    private final BandedRows rows = BandedRows.inMemory();

    @Override
    public void append(LedgerEntry entry) {
      if (entry instanceof LedgerEntry.Paid one) {
        paid.add(one);
      }
    }

    @Override
    public BandedRows rows() {
      return rows;
    }
  }

  /**
   * Runs one more round, and scores its release.
   *
   * @param asked the run's own clients that were asked in it, where that is public: canaries have
   *     the turns of these clients, because more of them would reveal more than the promise covers.
   *     Null elsewhere: canaries are drawn
   */
  public void round(@Nullable List<String> asked) {
    int round = paid.size() + 1;
    mechanism.begin(round, people, asked == null ? people.keySet() : asked);
    Instruction instruction = mechanism.preview(canaries.count());
    RoundTask task = settings.task(round, new ServerState(parameters), population, instruction);
    if (asked != null) {
      task = task.among(inPlaceOf(asked));
    }
    ClientPrivacy client = clipping(instruction);
    if (promise.mechanism() instanceof Mechanism.Local) {
      watchEach(task, client);
      return;
    }
    long[] units = new long[canaries.dimension()];
    for (String name : task.cohort()) {
      add(name, client, task, units);
    }
    if (promise.mechanism() instanceof Mechanism.Distributed d) {
      for (int survivor = 0; survivor < d.honest(); survivor++) {
        client.addMaskedNoise(
            units, units.length, task.grid(), task.train().noise("s" + survivor, Purpose.NOISE));
      }
    }
    ExactSum.Total total = mechanism.onServer(task, aggregate(task, units)).total();
    double[] sum = total.mean();
    for (int j = 0; j < sum.length; j++) {
      sum[j] *= total.totalWeight();
    }
    LedgerEntry.Paid cost = paid.get(paid.size() - 1);
    double step = client.clippingNorm() * weight();
    if (asked == null) {
      scores.observe(sum, step, cost.noiseDeviation(), cost.steps().get(0).sampling().rate());
    } else {
      int[] known = task.cohort().stream().mapToInt(this::canary).toArray();
      scores.observeThese(known, sum, step, cost.noiseDeviation());
    }
  }

  /** The canaries that take the places of these clients, as many to a client as there are. */
  private List<String> inPlaceOf(List<String> asked) {
    asked.forEach(client -> places.putIfAbsent(client, places.size()));
    int clients = Math.min(people.size(), names.size());
    List<String> chosen = new ArrayList<>();
    for (String client : asked) {
      int place = Objects.requireNonNull(places.get(client));
      for (int canary = place; canary < names.size(); canary += clients) {
        chosen.add(names.get(canary));
      }
    }
    Collections.sort(chosen);
    return chosen;
  }

  /** Of a release by example a canary is a picture: what one is clipped to bounds its vector. */
  private ClientPrivacy clipping(Instruction instruction) {
    return promise.mechanism() instanceof Mechanism.ExampleRelease
        ? new ClientPrivacy(
            ClippedMoments.sensitivity(promise.clippingNorm()), NoisePlace.NONE, 0, false)
        : Objects.requireNonNull(instruction.client());
  }

  private int weight() {
    return Math.max(1, promise.weighting().cap());
  }

  private int canary(String name) {
    return Collections.binarySearch(names, name);
  }

  /** Adds a canary's contribution, clipped as every client clips, to the grid's integers. */
  private void add(String name, ClientPrivacy client, RoundTask task, long[] units) {
    int canary = canary(name);
    float[] vector = contribution(canary, client, task, name);
    FixedPoint grid = task.grid();
    if (canaries.coordinates()) {
      units[canary] += grid.encode(vector[0]);
      return;
    }
    for (int j = 0; j < units.length; j++) {
      units[j] += grid.encode(vector[j]);
    }
  }

  /**
   * A canary's vector. For a canary with its own coordinate, only that coordinate: the others are
   * zeros, which affect neither clipping nor the observer, and d of them per canary would take
   * long.
   */
  private float[] contribution(int canary, ClientPrivacy client, RoundTask task, String name) {
    float size = (float) (canaries.push(canary) * client.clippingNorm() * weight());
    float[] vector = canaries.coordinates() ? new float[] {1} : canaries.direction(canary);
    for (int j = 0; j < vector.length; j++) {
      vector[j] *= size;
    }
    client.protect(vector, weight(), task.grid(), task.train().noise(name, Purpose.NOISE));
    return vector;
  }

  private void watchEach(RoundTask task, ClientPrivacy client) {
    for (String name : task.cohort()) {
      int canary = canary(name);
      float[] vector = contribution(canary, client, task, name);
      double along = vector[0];
      if (!canaries.coordinates()) {
        double[] wide = new double[vector.length];
        Arrays.setAll(wide, j -> vector[j]);
        along = canaries.project(canary, wide);
      }
      scores.observeAlone(canary, along, client.clippingNorm() * weight(), client.noiseDeviation());
    }
  }

  private Aggregate aggregate(RoundTask task, long[] units) {
    int asked = task.cohort().size();
    double weight = Math.max(1, (double) asked * weight());
    return new Aggregate(
        task.round(),
        task.train().schema(),
        new Estimate.Sums(List.of(new ExactSum.Total(task.grid(), units, weight))),
        new TreeSet<>(task.cohort()),
        asked,
        Double.NaN,
        within(asked),
        Map.of(),
        List.of(),
        0,
        0,
        null);
  }

  /**
   * The number of vectors within the norm that keeps an adaptive norm constant, because the norm of
   * canaries always equals it.
   */
  private long within(int asked) {
    PrivacyPlan.Adaptive adaptive = promise.adaptive();
    if (adaptive == null) {
      return asked;
    }
    double expected = promise.cohort().expected(promise.clients());
    double wanted = asked / 2.0 + (adaptive.quantile() - 0.5) * expected;
    return Math.round(Math.min(asked, Math.max(0, wanted)));
  }

  /** {@return the observer's scores so far; updated by {@link #round}} */
  public CanaryScores scores() {
    return scores;
  }

  /** {@return the accounted cost of the rounds so far, to be compared with the run's; a copy} */
  public List<LedgerEntry.Paid> paid() {
    return List.copyOf(paid);
  }

  /**
   * {@return epsilon of the rounds so far at the promise's delta; infinite if no finite epsilon is
   * known}
   */
  public double epsilon() {
    return Objects.requireNonNull(mechanism.spent()).epsilon();
  }
}
