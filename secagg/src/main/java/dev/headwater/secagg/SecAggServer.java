package dev.headwater.secagg;

import dev.headwater.secagg.graph.Neighbourhoods;
import dev.headwater.secagg.messages.Advertisement;
import dev.headwater.secagg.messages.Confirmation;
import dev.headwater.secagg.messages.Confirmations;
import dev.headwater.secagg.messages.Inbox;
import dev.headwater.secagg.messages.MaskedInput;
import dev.headwater.secagg.messages.Roster;
import dev.headwater.secagg.messages.Shares;
import dev.headwater.secagg.messages.Survivors;
import dev.headwater.secagg.messages.Unmasking;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.Context;
import dev.headwater.secagg.primitives.Ring;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one round: it forwards keys and boxes, adds masked inputs as they arrive
 * without storing them, and removes the masks from the sum. Each {@code accept} returns a {@link
 * Verdict}, and each {@code close} ends one step, with {@link SecAggAborted} if too few clients are
 * left.
 *
 * <p>Callers must ensure that a message with the name {@code client} came from that client. Not
 * thread-safe: callers must hold a lock.
 */
public final class SecAggServer {
  private final SecAggSetup setup;
  private final Set<String> cohort;
  private final TrustedIdentities trusted;
  private final Context context;
  private final SecureRandom random = new SecureRandom();

  private final ServerSteps steps;
  private final Map<String, Advertisement> advertised = new TreeMap<>();
  private final Set<Bytes> keys = new HashSet<>();
  private Neighbourhoods graph;
  private final Map<String, Shares> shared = new TreeMap<>();
  private Set<String> sharers = Set.of();
  private final Map<String, Bytes> inputDigests = new TreeMap<>();
  private final long[] sum;
  private @Nullable Survivors survivors;
  private final Map<String, Confirmation> confirmed = new TreeMap<>();
  private Set<String> asked = Set.of();
  private final Map<String, Unmasking> unmasked = new TreeMap<>();
  private @Nullable Recovery recovery;

  /**
   * A round before its first step.
   *
   * @param cohort the invited names, as many as the setup says
   * @param trusted identities whose signatures the server checks before it forwards keys
   */
  public SecAggServer(SecAggSetup setup, Set<String> cohort, TrustedIdentities trusted) {
    if (cohort.size() != setup.cohort()) {
      throw new IllegalArgumentException(
          "cohort: %d names (expected: %d)".formatted(cohort.size(), setup.cohort()));
    }
    this.setup = setup;
    this.cohort = Set.copyOf(cohort);
    this.trusted = trusted;
    this.context = setup.context();
    this.steps = new ServerSteps(setup);
    this.graph = Neighbourhoods.over(List.of(), setup.neighbours(), random);
    this.sum = new long[setup.length()];
  }

  /** The step whose messages are accepted now, or null when the round is over. */
  public @Nullable Stage stage() {
    return steps.open();
  }

  /** Step 1. */
  public Verdict accept(Advertisement message) {
    String from = message.client();
    return steps.judge(
        Stage.ADVERTISE,
        message,
        from,
        cohort,
        advertised.get(from),
        () -> {
          if (message.sharingKey().equals(message.maskingKey())
              || keys.contains(message.sharingKey())
              || keys.contains(message.maskingKey())) {
            return "a key was used before (expected: two fresh keys)";
          }
          byte[] signed =
              ClientChecks.advertised(context, from, message.sharingKey(), message.maskingKey());
          if (!trusted.vouchFor(from, signed, message.signature())) {
            return "the keys are not signed by the enrolled identity (expected: an Ed25519 signature for this round)";
          }
          keys.add(message.sharingKey());
          keys.add(message.maskingKey());
          advertised.put(from, message);
          return null;
        });
  }

  /** Ends step 1: draws the graph and returns the neighbours' keys for each client. */
  public Map<String, Roster> closeAdvertising() {
    steps.close(Stage.ADVERTISE, Stage.SHARE);
    enough(Stage.ADVERTISE, "advertised keys", advertised.size(), setup.fewest());
    graph = Neighbourhoods.over(advertised.keySet(), setup.neighbours(), random);
    Map<String, Roster> rosters = new TreeMap<>();
    for (String name : advertised.keySet()) {
      List<Advertisement> members =
          graph.around(name).stream().map(member -> from(advertised, member)).toList();
      rosters.put(name, new Roster(setup.runId(), setup.round(), name, members));
    }
    return rosters;
  }

  /** Step 2. */
  public Verdict accept(Shares message) {
    String from = message.client();
    return steps.judge(
        Stage.SHARE,
        message,
        from,
        advertised.keySet(),
        shared.get(from),
        () -> {
          Set<String> neighbours = new HashSet<>(graph.around(from));
          neighbours.remove(from);
          if (!message.boxes().keySet().equals(neighbours)) {
            return "shares for %d clients (expected: for each of the %d neighbours)"
                .formatted(message.boxes().size(), neighbours.size());
          }
          shared.put(from, message);
          return null;
        });
  }

  /**
   * Ends step 2: returns the boxes encrypted for each client. Clients with fewer than the threshold
   * of their neighbourhood left are not in the map and take no further part.
   */
  public Map<String, Inbox> closeSharing() {
    steps.close(Stage.SHARE, Stage.MASK);
    Set<String> left = new TreeSet<>(shared.keySet());
    while (left.removeIf(name -> graph.count(name, left) < setup.threshold())) {
      // A client that drops out may leave a neighbour with too few.
    }
    enough(Stage.SHARE, "shared their secrets", left.size(), setup.fewest());
    sharers = left;
    Map<String, Inbox> inboxes = new TreeMap<>();
    for (String name : left) {
      Map<String, Bytes> boxes = new HashMap<>();
      for (String sender : graph.around(name)) {
        if (!sender.equals(name) && left.contains(sender)) {
          boxes.put(sender, from(from(shared, sender).boxes(), name));
        }
      }
      inboxes.put(name, new Inbox(setup.runId(), setup.round(), name, boxes));
    }
    return inboxes;
  }

  /** Step 3: the input is added to the sum and not stored. */
  public Verdict accept(MaskedInput message) {
    String from = message.client();
    Bytes digest = message.values().sha256();
    boolean known = digest.equals(inputDigests.get(from));
    return steps.judge(
        Stage.MASK,
        message,
        from,
        sharers,
        known ? message : null,
        () -> {
          if (inputDigests.containsKey(from)) {
            return "a second and different input (expected: one input a round)";
          }
          if (message.values().size() != setup.inputBytes()) {
            return "an input of %d bytes (expected: %d)"
                .formatted(message.values().size(), setup.inputBytes());
          }
          Ring.add(message.values(), setup.ringBits(), sum);
          inputDigests.put(from, digest);
          return null;
        });
  }

  /** Ends step 3: returns the clients in the sum. All alive clients receive the same lists. */
  public Survivors closeMasking() {
    steps.close(Stage.MASK, Stage.CONFIRM);
    Set<String> alive = new TreeSet<>(inputDigests.keySet());
    Set<String> dropped = new TreeSet<>(sharers);
    dropped.removeAll(alive);
    enough(Stage.MASK, "sent a masked input", alive.size(), setup.fewest());
    recoverable(Stage.MASK, alive, dropped, alive);
    if (!graph.connects(alive)) {
      throw abort(
          Stage.MASK,
          "the survivors fall into groups whose sums would show one by one (expected: one group)");
    }
    Survivors lists =
        new Survivors(setup.runId(), setup.round(), List.copyOf(alive), List.copyOf(dropped));
    survivors = lists;
    return lists;
  }

  /** Step 4. */
  public Verdict accept(Confirmation message) {
    String from = message.client();
    Set<String> expected = survivors == null ? Set.of() : inputDigests.keySet();
    return steps.judge(
        Stage.CONFIRM,
        message,
        from,
        expected,
        confirmed.get(from),
        () -> {
          Bytes digest = message.survivorsDigest();
          if (survivors == null || !digest.equals(SecAggClient.digest(context, survivors))) {
            return "a confirmation of other survivors (expected: those of this round)";
          }
          if (!trusted.vouchFor(
              from, ClientChecks.confirmed(context, from, digest), message.signature())) {
            return "the confirmation is not signed by the enrolled identity (expected: an Ed25519 signature for this round)";
          }
          confirmed.put(from, message);
          return null;
        });
  }

  /**
   * Ends step 4: returns the neighbourhood's confirmations for each client. Clients that did not
   * confirm, or that have too few confirmations, are not in the map.
   */
  public Map<String, Confirmations> closeConfirming() {
    steps.close(Stage.CONFIRM, Stage.UNMASK);
    Survivors lists = known(survivors);
    Map<String, Confirmations> answers = new TreeMap<>();
    for (String name : confirmed.keySet()) {
      List<Confirmation> agreeing = new ArrayList<>();
      for (String peer : graph.around(name)) {
        Confirmation one = confirmed.get(peer);
        if (one != null) {
          agreeing.add(one);
        }
      }
      if (agreeing.size() >= setup.threshold()) {
        answers.put(name, new Confirmations(setup.runId(), setup.round(), name, agreeing));
      }
    }
    asked = Set.copyOf(answers.keySet());
    recoverable(Stage.CONFIRM, new TreeSet<>(lists.alive()), new TreeSet<>(lists.dropped()), asked);
    recovery = new Recovery(setup, advertised, shared, lists, graph);
    return answers;
  }

  /** Step 5. */
  public Verdict accept(Unmasking message) {
    String from = message.client();
    return steps.judge(
        Stage.UNMASK,
        message,
        from,
        asked,
        unmasked.get(from),
        () -> {
          String wrong = known(recovery).add(message);
          if (wrong == null) {
            unmasked.put(from, message);
          }
          return wrong;
        });
  }

  /** Whether every secret has enough shares, so that {@link #finish} returns a sum. */
  public boolean canFinish() {
    return steps.open() == Stage.UNMASK && known(recovery).complete();
  }

  /**
   * Removes the masks; callable once.
   *
   * @return the survivors' sum, {@code length} elements, each the signed representative nearest
   *     zero of its residue modulo {@code 2^ringBits}
   * @throws SecAggAborted if shares are missing or contradict their owner's advertisement
   */
  public long[] finish() {
    steps.close(Stage.UNMASK, null);
    Recovery gathered = known(recovery);
    if (!gathered.complete()) {
      throw abort(
          Stage.UNMASK,
          "%d clients gave shares and a secret lacks its threshold of %d (expected: that many holders of every secret)"
              .formatted(unmasked.size(), setup.threshold()));
    }
    try {
      gathered.unmask(sum);
    } catch (SecAggAborted e) {
      Arrays.fill(sum, 0);
      throw e;
    }
    long[] result = sum.clone();
    Ring.centre(result, setup.ringBits());
    return result;
  }

  private void enough(Stage stage, String what, int have, int need) {
    if (have < need) {
      throw abort(
          stage,
          "%d of %d clients %s (expected: at least %d)"
              .formatted(have, setup.cohort(), what, need));
    }
  }

  private void recoverable(
      Stage stage, Set<String> alive, Set<String> dropped, Set<String> holders) {
    String owner = graph.unrecoverable(alive, dropped, holders, setup.threshold());
    if (owner != null) {
      throw abort(
          stage,
          "%d clients hold shares of %s and are still there (expected: at least the threshold of %d)"
              .formatted(graph.count(owner, holders), owner, setup.threshold()));
    }
  }

  private SecAggAborted abort(Stage stage, String reason) {
    steps.end();
    Arrays.fill(sum, 0);
    return new SecAggAborted(
        stage, "secure aggregation of round %d: %s".formatted(setup.round(), reason));
  }

  private static <T> T from(Map<String, T> map, String name) {
    return known(map.get(name));
  }

  private static <T> T known(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException(
          "secure aggregation: a step was skipped (expected: in order)");
    }
    return value;
  }
}
