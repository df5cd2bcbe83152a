package dev.headwater.coordinator.rounds;

import com.google.protobuf.ByteString;
import dev.headwater.coordinator.members.EnrolledClients;
import dev.headwater.coordinator.members.Exhausted;
import dev.headwater.coordinator.members.Member;
import dev.headwater.coordinator.rounds.submissions.MaskedInputs;
import dev.headwater.coordinator.rounds.submissions.Refusals;
import dev.headwater.coordinator.rounds.submissions.Withdrawals;
import dev.headwater.learning.aggregation.MaskedSum;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.proto.codec.ReceiptCodec;
import dev.headwater.proto.codec.SecAggCodec;
import dev.headwater.proto.codec.StepCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.codec.WorkCodec;
import dev.headwater.secagg.SecAggAborted;
import dev.headwater.secagg.SecAggServer;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.Stage;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.secagg.Verdict;
import dev.headwater.secagg.messages.Advertisement;
import dev.headwater.secagg.messages.Confirmation;
import dev.headwater.secagg.messages.MaskedInput;
import dev.headwater.secagg.messages.Message;
import dev.headwater.secagg.messages.Shares;
import dev.headwater.secagg.messages.Unmasking;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.Submission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One masked round over the network: the clients' five steps, and the coordinator's message before
 * each. Stores one sum and no input. Submissions may come from several threads and are serialised
 * by the round's own lock; methods called under the cohort's lock do not need it.
 */
final class SecureRound implements ContributionRound {
  private static final Logger log = LoggerFactory.getLogger(SecureRound.class);

  private final RoundTask task;
  private final SecAggSetup setup;
  private final Set<String> cohort;
  private final MaskedInputs inputs;
  private final Refusals refused;
  private final LongAdder bytesUp = new LongAdder();
  private final LongAdder bytesDown = new LongAdder();

  // Guarded by the lock, except for volatile fields, which are written under it.
  private final Object lock = new Object();
  private final SecAggServer server;
  private final Map<Stage, Set<String>> taken = new EnumMap<>(Stage.class);
  private final Withdrawals withdrawn = new Withdrawals();
  private final List<Aggregate.Refusal> refusals = new ArrayList<>();
  private SortedSet<String> survivors = new TreeSet<>();
  private volatile SecureStep step = SecureStep.same(Stage.ADVERTISE, List.of(), List.of());
  private volatile boolean canFinish;
  private volatile boolean stopped;

  /**
   * A round that has not been sent yet.
   *
   * @param trusted identities whose signatures must be valid
   * @param maxPartialBytes bound of the memory of all inputs in several parts
   * @throws IllegalArgumentException if no masks are possible for this cohort
   */
  SecureRound(
      String runId,
      RoundTask task,
      Masking masking,
      TrustedIdentities trusted,
      long maxPartialBytes) {
    this.task = task;
    this.cohort = Set.copyOf(task.cohort());
    this.setup =
        SecAggSetup.plan(
            runId,
            task.round(),
            task.train().schema().ringBits(),
            task.train().schema().length(),
            cohort.size(),
            masking.dropouts(),
            masking.corrupt(),
            masking.minSurvivors());
    String digest = WorkCodec.taskDigest(new Work.Train(task.train(), setup));
    this.server = new SecAggServer(setup.of(digest), cohort, trusted);
    this.inputs = new MaskedInputs(setup, maxPartialBytes);
    this.refused = new Refusals(task.round());
    for (Stage stage : Stage.values()) {
      taken.put(stage, ConcurrentHashMap.newKeySet());
    }
  }

  /** A round without possible masks: nobody is asked. */
  static Aggregate impossible(RoundTask task, String reason) {
    log.warn("round {} gives no sum: {}", task.round(), reason);
    return Aggregate.aborted(task, reason, List.of(), 0, 0);
  }

  @Override
  public int number() {
    return task.round();
  }

  @Override
  public long answerBytes() {
    return setup.inputBytes();
  }

  // ---- called by the run's thread

  /**
   * Ends the previous step and begins this one.
   *
   * @return who may take it
   * @throws SecAggAborted if the previous step had too few messages
   */
  Collection<String> begin(Stage stage) {
    synchronized (lock) {
      SecureStep next =
          switch (stage) {
            case ADVERTISE -> {
              List<Assignment> train = WorkCodec.encode(new Work.Train(task.train(), setup));
              yield SecureStep.same(stage, cohort, train);
            }
            case SHARE -> SecureStep.each(stage, server.closeAdvertising(), SecAggCodec::encode);
            case MASK -> SecureStep.each(stage, server.closeSharing(), SecAggCodec::encode);
            case CONFIRM -> {
              var lists = server.closeMasking();
              inputs.clear();
              survivors = new TreeSet<>(lists.alive());
              yield SecureStep.same(stage, survivors, List.of(SecAggCodec.encode(lists)));
            }
            case UNMASK -> SecureStep.each(stage, server.closeConfirming(), SecAggCodec::encode);
          };
      withdrawn.all().forEach(next::heard);
      step = next;
      return next.clients();
    }
  }

  /** The sum of the survivors. */
  Aggregate finish() {
    synchronized (lock) {
      long[] sum = server.finish();
      stopped = true;
      Aggregate aggregate =
          MaskedSum.decode(
              task, sum, survivors, List.copyOf(refusals), bytesUp.sum(), bytesDown.sum());
      if (aggregate.aborted() != null) {
        log.warn("round {} gives no sum: {}", number(), aggregate.aborted());
      }
      return aggregate;
    }
  }

  /** Ends the round without a sum: sent inputs stay masked. */
  Aggregate abort(String reason) {
    synchronized (lock) {
      stopped = true;
      String whole = withdrawn.whyNoSum(reason, cohort.size());
      log.warn("round {} gives no sum: {}", number(), whole);
      return Aggregate.aborted(task, whole, refusals, bytesUp.sum(), bytesDown.sum());
    }
  }

  /** Who was asked, answered, or answers no more at these parameters. */
  Exhausted.Round heard(boolean sum) {
    synchronized (lock) {
      Set<String> answered = Set.copyOf(taken.getOrDefault(Stage.MASK, Set.of()));
      return new Exhausted.Round(sum, cohort, answered, withdrawn.exhausted());
    }
  }

  /** Refuses all further messages. */
  void stop() {
    synchronized (lock) {
      stopped = true;
      inputs.clear();
    }
  }

  // ---- called by any thread, without the lock

  /** Whether all possible or all necessary messages of the step have arrived. */
  boolean complete() {
    return canFinish || step.complete();
  }

  /** What the step waits for if all missing clients are disconnected, or null. */
  @Nullable String gap(Predicate<String> live) {
    SecureStep now = step;
    List<String> missing = now.missing();
    return missing.isEmpty() || missing.stream().anyMatch(live)
        ? null
        : "round %d: secure aggregation waits, until the deadline, for %d clients that are gone to %s: %s"
            .formatted(number(), missing.size(), now.word(), EnrolledClients.named(missing));
  }

  @Override
  public Standing standing(String client) {
    if (!cohort.contains(client)) {
      return Standing.NOT_ASKED;
    }
    SecureStep now = step;
    if (!now.clients().contains(client)) {
      // Later steps involve only clients that can still be counted, and those that were ever
      // refused.
      return refused.contains(client) ? Standing.REFUSED : Standing.DROPPED;
    }
    return now.expects(client)
        ? Standing.WORKING
        : took(now.stage(), client) ? Standing.ANSWERED : Standing.REFUSED;
  }

  @Override
  public String secureStep() {
    return step.word();
  }

  @Override
  public boolean expects(String client) {
    return !stopped && step.expects(client);
  }

  @Override
  public void push(Member member) {
    SecureStep now = step;
    List<Assignment> messages = now.messages(member.name());
    if (!messages.isEmpty()) {
      boolean begins = now.stage() == Stage.ADVERTISE;
      member
          .outbox()
          .work(begins ? MemoryNotice.before(messages, task, member) : messages, bytesDown::add);
    }
  }

  @Override
  public void forget(String client) {
    inputs.forget(client);
  }

  // ---- submissions

  @Override
  public dev.headwater.v1.Receipt submit(Submission message) {
    String client = message.getClient();
    if (!stopped) {
      bytesUp.add(message.getSerializedSize());
    }
    try {
      refused.requireWelcome(client, cohort);
      return switch (message.getWorkCase()) {
        case ADVERTISEMENT -> small(Stage.ADVERTISE, message);
        case SHARES -> small(Stage.SHARE, message);
        case MASKED_INPUT -> masked(message);
        case CONFIRMATION -> small(Stage.CONFIRM, message);
        case UNMASKING -> small(Stage.UNMASK, message);
        case WITHDRAWAL ->
            ReceiptCodec.encode(withdraw(client, message.getWithdrawal().getExhausted()));
        default ->
            throw new IllegalArgumentException(
                "round %d: a contribution in the open (expected: a masked one; it was not looked at)"
                    .formatted(number()));
      };
    } catch (IllegalArgumentException e) {
      inputs.forget(client);
      return ReceiptCodec.encode(refuse(client, String.valueOf(e.getMessage())));
    }
  }

  private dev.headwater.v1.Receipt small(Stage stage, Submission message) {
    Receipt early = late(stage, message.getClient());
    return ReceiptCodec.encode(
        early != null ? early : judge(stage, message.getClient(), StepCodec.decode(message)));
  }

  private dev.headwater.v1.Receipt masked(Submission message) {
    String client = message.getClient();
    ByteString digest = message.getMaskedInput().getDigest();
    ByteString known = inputs.digest(client);
    if (digest.equals(known)) {
      return ReceiptCodec.encode(new Receipt.Duplicate());
    }
    Receipt early = late(Stage.MASK, client);
    if (early != null) {
      return ReceiptCodec.encode(early);
    }
    if (known != null || step.stage() != Stage.MASK || !step.clients().contains(client)) {
      throw new IllegalArgumentException(
          "masked input: not from %s, not now (expected: one, once it has its shares)"
              .formatted(client));
    }
    MaskedInput input = inputs.add(message);
    if (input == null) {
      return ReceiptCodec.PART_RECEIVED;
    }
    Receipt receipt = judge(Stage.MASK, client, input);
    if (receipt instanceof Receipt.Accepted) {
      inputs.took(client, digest);
    }
    return ReceiptCodec.encode(receipt);
  }

  /**
   * The answer to a message for a step that is over, unless the client took the step: then the
   * server answers.
   */
  private @Nullable Receipt late(Stage stage, String client) {
    boolean over = stopped || stage.compareTo(step.stage()) < 0;
    return over && !took(stage, client) ? new Receipt.Late() : null;
  }

  /** The round no longer waits for this client; its earlier messages still count. */
  private Receipt withdraw(String client, boolean exhausted) {
    synchronized (lock) {
      if (stopped) {
        return new Receipt.Late();
      }
      if (!withdrawn.add(client, exhausted)) {
        return new Receipt.Duplicate();
      }
      step.heard(client);
      log.info("round {}: {} takes no further part", number(), client);
      return new Receipt.Accepted();
    }
  }

  private boolean took(Stage stage, String client) {
    Set<String> clients = taken.get(stage);
    return clients != null && clients.contains(client);
  }

  private Receipt judge(Stage stage, String client, Message message) {
    synchronized (lock) {
      Receipt late = late(stage, client); // the step may have ended meanwhile
      if (late != null) {
        return late;
      }
      Verdict verdict = accept(message);
      SecureStep now = step;
      if (verdict instanceof Verdict.Refused no) {
        if (now.stage() == stage) {
          now.heard(client);
        }
        return refuse(client, no.reason());
      }
      if (verdict instanceof Verdict.Duplicate) {
        return new Receipt.Duplicate();
      }
      taken.computeIfAbsent(stage, s -> ConcurrentHashMap.newKeySet()).add(client);
      now.heard(client);
      canFinish = server.canFinish();
      return new Receipt.Accepted();
    }
  }

  private Verdict accept(Message message) {
    if (message instanceof Advertisement keys) {
      return server.accept(keys);
    } else if (message instanceof Shares shares) {
      return server.accept(shares);
    } else if (message instanceof MaskedInput input) {
      return server.accept(input);
    } else if (message instanceof Confirmation confirmation) {
      return server.accept(confirmation);
    }
    return server.accept((Unmasking) message);
  }

  @Override
  public Receipt refuse(String client, String reason) {
    boolean stored = refused.add(client);
    synchronized (lock) {
      if (stored && !stopped) {
        refusals.add(new Aggregate.Refusal(client, reason));
        log.warn("round {}: refused: {}", number(), reason);
      }
    }
    return new Receipt.Refused(reason);
  }
}
