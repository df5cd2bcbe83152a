package dev.headwater.simulations.attacks;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.aggregation.ExactMean;
import dev.headwater.learning.aggregation.MaskedSum;
import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.promise.PrivacyMechanism;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.secagg.SecAggClient;
import dev.headwater.secagg.SecAggServer;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.secagg.Verdict;
import dev.headwater.secagg.messages.Inbox;
import dev.headwater.secagg.messages.MaskedInput;
import dev.headwater.secagg.messages.Roster;
import dev.headwater.secagg.primitives.Ring;
import dev.headwater.simulations.cohorts.Workers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An attacker's views of one client in the first round of a run: unprotected, and under each
 * protection, computed by the code of real runs.
 */
public final class OneUpdate {
  private static final int SEED = 1;

  private final SortedMap<String, ClientExamples> clients;
  private final String target;
  private final Hyperparameters hyper;
  private final Model model;
  private final Parameters start;
  private final SortedMap<String, Integer> population = new TreeMap<>();

  /**
   * The first round of a run with all clients, from parameters that are zero.
   *
   * @param clients all clients' examples, by name; at least 2
   * @param target name of the attacked client, one of {@code clients}
   * @param hyper how clients train
   * @param head the linear head to train; d is its number of parameters
   */
  public OneUpdate(
      SortedMap<String, ClientExamples> clients, String target, Hyperparameters hyper, Head head) {
    this.clients = clients;
    this.target = target;
    this.hyper = hyper;
    this.model = new LinearModel(head);
    this.start = Parameters.zeros(head.layout());
    clients.forEach((name, data) -> population.put(name, data.train().size()));
  }

  /** {@return the parameters that the target starts from, all zero} */
  public Parameters start() {
    return start;
  }

  /** {@return how clients train} */
  public Hyperparameters hyper() {
    return hyper;
  }

  /** {@return the target's delta without any protection, {@code [d]}} */
  public float[] open() {
    return sent(settings(null).task(1, new ServerState(start), population, Instruction.NONE));
  }

  /**
   * {@return the target's vector under local differential privacy, {@code [d]}: clipped to 1, with
   * all the noise added, and scaled back to its original norm, because an attacker may guess that}
   * The noise is drawn anew in every call.
   *
   * @param noiseMultiplier deviation of the noise on every value, in units of the clipping norm; at
   *     least 0
   */
  public float[] local(double noiseMultiplier) {
    return unclipped(sent(begin(new Mechanism.Local(), noiseMultiplier).task()));
  }

  private float[] unclipped(float[] vector) {
    float before = (float) Math.max(1, Clipping.norm(open()));
    for (int j = 0; j < vector.length; j++) {
      vector[j] *= before;
    }
    return vector;
  }

  private Contribution contribution(RoundTask task) {
    Examples examples = Objects.requireNonNull(clients.get(target)).train();
    return ClientRound.perform(
            target, examples, Examples.none(examples.width()), task.train(), NamedVectors.NONE)
        .contribution();
  }

  private float[] sent(RoundTask task) {
    return contribution(task).vector();
  }

  /**
   * {@return a round under central differential privacy, gathered: the mean of all clients'
   * updates, each clipped to 1}
   *
   * @param noiseMultiplier deviation of the noise on every value of the sum, in units of the
   *     clipping norm; at least 0
   * @throws InterruptedException if the thread is interrupted while clients train
   */
  public CentralRound central(double noiseMultiplier) throws InterruptedException {
    Begun begun = begin(new Mechanism.Central(), noiseMultiplier);
    return new CentralRound(begun, gathered(clients, begun.task()));
  }

  /**
   * A gathered round whose noise can be drawn repeatedly.
   *
   * @param begun the mechanism and the round's task
   * @param aggregate the clipped updates before the noise
   */
  public record CentralRound(Begun begun, Aggregate aggregate) {
    private ExactSum.Total noised() {
      return begun.mechanism().onServer(begun.task(), aggregate).total();
    }
  }

  /**
   * {@return the noised mean, {@code [d]}, which every recipient of the next model knows, scaled
   * like {@link #local}} The noise is drawn anew in every call.
   *
   * @param round of {@link #central}
   */
  public float[] mean(CentralRound round) {
    return unclipped(floats(round.noised().mean()));
  }

  /**
   * {@return the mean of all clients' updates except the target's, {@code [d]}, without noise: it
   * contains no information from the target}
   *
   * @throws InterruptedException if the thread is interrupted while clients train
   */
  public float[] meanOfOthers() throws InterruptedException {
    SortedMap<String, ClientExamples> others = new TreeMap<>(clients);
    others.remove(target);
    RoundTask all = settings(null).task(1, new ServerState(start), population, Instruction.NONE);
    return floats(gathered(others, all.among(List.copyOf(others.keySet()))).total().mean());
  }

  private static Aggregate gathered(SortedMap<String, ClientExamples> who, RoundTask task)
      throws InterruptedException {
    try (Workers workers = new Workers("leak", Runtime.getRuntime().availableProcessors())) {
      return new LocalCohort(who, workers.executor(), new InMemory(), null)
          .gather(task, new ExactMean());
    }
  }

  /**
   * {@return the target's message to the coordinator under secure aggregation, {@code [d]}, decoded
   * as if it were not masked: the first three steps of the protocol with real keys, among all
   * clients}
   */
  public float[] masked() {
    RoundTask task =
        settings(new Masking(2, 0.1, 0.1))
            .task(1, new ServerState(start), population, Instruction.NONE);
    SecAggSetup setup =
        SecAggSetup.plan(
            "leakage",
            1,
            task.grid().ringBits(),
            task.train().schema().length(),
            population.size(),
            0.1,
            0.1,
            2);
    long[] units = MaskedSum.encode(contribution(task), task.train());
    long[] seen = new long[units.length];
    Ring.add(upload(setup, units).values(), setup.ringBits(), seen);
    Ring.centre(seen, setup.ringBits());
    float[] values = new float[start.size()];
    for (int j = 0; j < values.length; j++) {
      values[j] = (float) (seen[j] / task.grid().unit());
    }
    return values;
  }

  private MaskedInput upload(SecAggSetup setup, long[] units) {
    SecAggServer server =
        new SecAggServer(setup, new TreeSet<>(clients.keySet()), TrustedIdentities.none());
    Map<String, SecAggClient> nodes = new TreeMap<>();
    for (String name : clients.keySet()) {
      SecAggClient node = new SecAggClient(setup, name, null, TrustedIdentities.none());
      nodes.put(name, node);
      requireAccepted(server.accept(node.advertise()));
    }
    Map<String, Roster> rosters = server.closeAdvertising();
    nodes.forEach(
        (name, node) ->
            requireAccepted(server.accept(node.share(Objects.requireNonNull(rosters.get(name))))));
    Map<String, Inbox> inboxes = server.closeSharing();
    return Objects.requireNonNull(nodes.get(target))
        .mask(Objects.requireNonNull(inboxes.get(target)), units);
  }

  private static void requireAccepted(Verdict verdict) {
    if (!(verdict instanceof Verdict.Accepted)) {
      throw new IllegalStateException("masked upload: " + verdict + " (expected: accepted)");
    }
  }

  record Begun(PrivacyMechanism mechanism, RoundTask task) {}

  private Begun begin(Mechanism mechanism, double noiseMultiplier) {
    RunSettings settings = settings(null);
    Promise promise =
        new Promise(
            mechanism,
            1,
            noiseMultiplier,
            0.1 / population.size(),
            Double.POSITIVE_INFINITY,
            AccountantKind.RDP,
            1,
            null,
            true);
    PrivacyMechanism begun =
        settings
            .but()
            .promise(promise)
            .scoring(EvaluateClients.NEVER)
            .build()
            .privacy(entry -> {}, List.of());
    return new Begun(
        begun, settings.task(1, new ServerState(start), population, begun.begin(1, population)));
  }

  private RunSettings settings(@Nullable Masking masking) {
    return RunSettings.of(model, population.size())
        .rounds(1)
        .hyper(hyper)
        .seed(SEED)
        .summing(new Summing(new Weighting.Uniform(), masking == null ? Long.SIZE : 0))
        .masking(masking)
        .build();
  }

  private static float[] floats(double[] values) {
    float[] narrow = new float[values.length];
    for (int j = 0; j < narrow.length; j++) {
      narrow[j] = (float) values[j];
    }
    return narrow;
  }
}
