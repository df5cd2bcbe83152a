package dev.headwater.coordinator.rounds;

import dev.headwater.coordinator.members.Member;
import dev.headwater.coordinator.rounds.submissions.Arrivals;
import dev.headwater.coordinator.rounds.submissions.Refusals;
import dev.headwater.coordinator.rounds.timing.AnswerTimes;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.proto.codec.ContributionAssembly;
import dev.headwater.proto.codec.ReceiptCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.codec.WorkCodec;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.Submission;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One unmasked training round over the network: its messages, the requested clients and their
 * contributions. Submissions may come from several threads.
 */
final class TrainingRound implements ContributionRound {
  private static final Logger log = LoggerFactory.getLogger(TrainingRound.class);

  private final RoundTask task;
  private final SortedMap<String, Integer> population;
  private final boolean undeclared;
  private final Gathering gathering;
  private final List<Assignment> messages;
  private final Set<String> invited = ConcurrentHashMap.newKeySet();
  private final Set<String> counted = ConcurrentHashMap.newKeySet();
  private final Refusals refusals;
  private final Arrivals<ContributionAssembly> partial;
  private final LongAdder bytesUp = new LongAdder();
  private final LongAdder bytesDown = new LongAdder();
  private final AnswerTimes times;
  private volatile boolean closed;

  /**
   * A round that has not been sent yet.
   *
   * @param population num_examples of every client that could take part
   * @param hidden whether clients have enrolled without their num_examples
   * @param maxPartialBytes bound of the memory of all vectors in several parts
   * @param times learns how long clients take, too late or not
   */
  TrainingRound(
      RoundTask task,
      Aggregator aggregator,
      SortedMap<String, Integer> population,
      boolean hidden,
      long maxPartialBytes,
      AnswerTimes times) {
    this.times = times;
    this.task = task;
    this.population = population;
    // Of statistics num_examples is a part: who sends them in the open tells it now.
    this.undeclared = hidden && task.train().work().statistics();
    this.refusals = new Refusals(task.round());
    this.partial =
        new Arrivals<>(ContributionAssembly.bytes(task.train().schema()), maxPartialBytes);
    this.messages = WorkCodec.encode(new Work.Train(task.train()));
    this.invited.addAll(task.cohort());
    // The gathering accepts the whole population, because top-ups add to the requested clients.
    this.gathering = new Gathering(task.among(List.copyOf(population.keySet())), aggregator);
  }

  @Override
  public int number() {
    return task.round();
  }

  @Override
  public long answerBytes() {
    return ContributionAssembly.bytes(task.train().schema());
  }

  @Override
  public void push(Member member) {
    member.outbox().work(MemoryNotice.before(messages, task, member), bytesDown::add);
  }

  /** Adds {@code clients} to the requested clients. */
  void invite(Collection<String> clients) {
    invited.addAll(clients);
  }

  @Override
  public boolean expects(String client) {
    return !closed && invited.contains(client) && !counted.contains(client);
  }

  @Override
  public Standing standing(String client) {
    if (!invited.contains(client)) {
      return Standing.NOT_ASKED;
    }
    return counted.contains(client)
        ? Standing.ANSWERED
        : refusals.contains(client) ? Standing.REFUSED : Standing.WORKING;
  }

  @Override
  public String secureStep() {
    return "";
  }

  boolean isInvited(String client) {
    return invited.contains(client);
  }

  int counted() {
    return gathering.size();
  }

  /** Whether the aggregator has failed: {@link #close} throws what it threw. */
  boolean broken() {
    return gathering.broken();
  }

  /** Whether everybody who was asked has been counted or refused. */
  boolean allAnswered() {
    return invited.stream().allMatch(c -> counted.contains(c) || refusals.contains(c));
  }

  /** Whether a requested client that has not been counted is {@code here}. */
  boolean anyMissing(Predicate<String> here) {
    return invited.stream().anyMatch(c -> !counted.contains(c) && here.test(c));
  }

  /** Those that were asked, at first or later. */
  List<String> invited() {
    return List.copyOf(invited);
  }

  /** The requested clients that have not been counted, sorted. */
  List<String> missing() {
    return invited.stream().filter(c -> !counted.contains(c)).sorted().toList();
  }

  @Override
  public dev.headwater.v1.Receipt submit(Submission message) {
    String client = message.getClient();
    if (counted.contains(client)) {
      return ReceiptCodec.encode(new Receipt.Duplicate());
    }
    if (closed) {
      late(message);
      return ReceiptCodec.encode(new Receipt.Late());
    }
    bytesUp.add(message.getSerializedSize());
    if (message.hasWithdrawal() && invited.contains(client)) {
      refuse(client, "it stays out of this round");
      return ReceiptCodec.encode(new Receipt.Accepted());
    }
    try {
      requireAsked(message);
      Contribution contribution = assemble(message);
      return contribution == null
          ? ReceiptCodec.PART_RECEIVED
          : ReceiptCodec.encode(offer(contribution));
    } catch (IllegalArgumentException e) {
      partial.forget(client);
      return ReceiptCodec.encode(refuse(client, String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void late(Submission message) {
    if (message.hasContribution()) {
      times.answered(message.getClient(), message.getRound());
    }
  }

  @Override
  public Receipt refuse(String client, String reason) {
    boolean stored = refusals.add(client);
    return stored && !closed ? gathering.refuse(client, reason) : new Receipt.Refused(reason);
  }

  private Receipt offer(Contribution contribution) {
    Receipt receipt = gathering.offer(contribution);
    if (receipt instanceof Receipt.Accepted) {
      counted.add(contribution.client());
      times.answered(contribution.client(), number());
    } else if (receipt instanceof Receipt.Refused) {
      refusals.add(contribution.client());
    }
    return receipt;
  }

  private void requireAsked(Submission message) {
    String client = message.getClient();
    if (!message.hasContribution()) {
      throw new IllegalArgumentException(
          "round %d: a step of secure aggregation (expected: a contribution; nothing is masked in this round)"
              .formatted(number()));
    }
    refusals.requireWelcome(client, invited);
    int declared = population.getOrDefault(client, 0);
    var body = message.getContribution();
    if (body.getNumExamples() != declared && !undeclared) {
      throw new IllegalArgumentException(
          "num_examples: %s (expected: %d, as when the round began)"
              .formatted(Integer.toUnsignedString(body.getNumExamples()), declared));
    }
  }

  /** The complete contribution after its last part, else null. */
  private @Nullable Contribution assemble(Submission message) {
    SumSchema schema = task.train().schema();
    if (ContributionAssembly.single(schema)) {
      var whole = new ContributionAssembly(message, schema);
      whole.add(message);
      return whole.finish(message);
    }
    ContributionAssembly assembly =
        partial.of(
            message.getClient(),
            old -> old.announces(message),
            () -> new ContributionAssembly(message, schema));
    synchronized (assembly) {
      assembly.add(message);
      if (!assembly.complete()) {
        return null;
      }
      Contribution contribution = assembly.finish(message);
      partial.done(message.getClient(), assembly);
      return contribution;
    }
  }

  @Override
  public void forget(String client) {
    partial.forget(client);
  }

  /** Ends the round; later contributions are late. */
  Aggregate close() {
    stop();
    return gathering.close(bytesUp.sum(), bytesDown.sum());
  }

  /** Ends the round without a sum, although some may have contributed. */
  Aggregate giveUp(String reason) {
    log.warn("round {} gives no sum: {}", number(), reason);
    stop();
    return gathering.giveUp(reason, bytesUp.sum(), bytesDown.sum());
  }

  /** Refuses all further contributions. */
  void stop() {
    closed = true;
    partial.clear();
  }
}
