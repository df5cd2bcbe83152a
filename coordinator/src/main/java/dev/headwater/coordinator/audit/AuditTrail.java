package dev.headwater.coordinator.audit;

import dev.headwater.learning.parameters.Sha256;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.proto.signing.AnswerDigest;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator does, for its {@link AuditLog}. Doors open before the run has a folder: what
 * happens until then is held, and dropped where the first round begins without a log. Safe for
 * concurrent use.
 */
public final class AuditTrail implements RoundListener {
  /** Refused answers of one client in one round that are taken down: more say nothing new. */
  static final int MOST_REFUSED = 8;

  private static final int MOST_REASON = 300;
  private static final int TURNS = 64;

  private final HeldEvents held = new HeldEvents();

  /** One answer of a client is judged at a time, so that one digest at most is on trial. */
  private final Object[] turns = Stream.generate(Object::new).limit(TURNS).toArray();

  /** Digest by client of the answer that is being judged, or was judged last, in the round. */
  private final Map<String, String> offered = new HashMap<>();

  /** Digest by client of what was accepted in the round. */
  private final Map<String, String> accepted = new HashMap<>();

  private final Map<String, Integer> refused = new HashMap<>();
  private final String id;

  /** num_examples of those that may be asked next, by name, and what the log knows of them. */
  private SortedMap<String, Integer> available = new TreeMap<>();

  private SortedMap<String, Integer> told = new TreeMap<>();
  private int round;
  private @Nullable KeptAnswers kept;
  private @Nullable AuditLog log;

  /**
   * Why a line could not be written, such as on a full disk. Most lines are written on threads of
   * the network, where nobody could do anything about it: the run's own thread ends the run.
   */
  private @Nullable UncheckedIOException broken;

  /**
   * A trail without a log.
   *
   * @param id of the run in what its clients sign
   */
  public AuditTrail(String id) {
    this.id = id;
  }

  /** Takes everything down in {@code given} from here on, after what is held. */
  public synchronized void begin(AuditLog given, String run, String version) {
    log = given;
    told = new TreeMap<>();
    given.record(new AuditEvent.Started(run, version, id));
    held.release(given::record);
  }

  /**
   * From here on nothing is taken down: the log may be closed while clients still come.
   *
   * @return what the log ends with, {@link AuditLog#head}; empty where there is none
   */
  public synchronized String end() {
    String head = log == null ? "" : log.head();
    log = AuditLog.NONE;
    held.clear();
    if (kept != null) {
      kept.close();
      kept = null;
    }
    return head;
  }

  /** A client enrols. */
  public synchronized void joined(JoinRequest request) {
    var event =
        new AuditEvent.Joined(
            request.getClient(),
            request.getNumExamples(),
            request.getLabelsCount(),
            Sha256.hex(request.getKey().toByteArray()));
    if (log == null) {
      held.joined(event);
    } else {
      record(event);
    }
  }

  /** Keeps unmasked answers from here on, beside their digests. */
  public synchronized void keep(KeptAnswers given) {
    kept = given;
  }

  /** These could be asked in the next round, by the num_examples that they joined with. */
  public synchronized void available(SortedMap<String, Integer> population) {
    available = new TreeMap<>(population);
  }

  /** Clients are asked in addition to the cohort, in place of others that do not answer. */
  public synchronized void asked(RoundTask task, Collection<String> clients) {
    if (log == AuditLog.NONE) {
      return;
    }
    SortedMap<String, Integer> news = available.equals(told) ? new TreeMap<>() : available;
    told = available;
    record(
        new AuditEvent.Asked(
            task.round(),
            task.train().work().name(),
            task.masking() != null,
            task.train().parameters().digest(),
            clients.stream().sorted().toList(),
            news));
  }

  @Override
  public void onTask(RoundTask task) {
    synchronized (this) {
      offered.clear();
      accepted.clear();
      refused.clear();
      round = task.round();
      if (log == null) {
        log = AuditLog.NONE;
        held.clear();
      }
    }
    asked(task, task.cohort());
    requireWritten();
  }

  /**
   * Has an answer judged, and takes it down with its judgement. Steps of secure aggregation without
   * values are judged alone, and everything is where there is no log.
   */
  public Receipt judged(Submission message, Supplier<Receipt> judgement) {
    if (silent() || !(message.hasContribution() || message.hasMaskedInput())) {
      return judgement.get();
    }
    String client = message.getClient();
    String digest = AnswerDigest.of(message);
    synchronized (turns[Math.floorMod(client.hashCode(), TURNS)]) {
      synchronized (this) {
        if (message.getRound() == round && !accepted.containsKey(client)) {
          // Before it can count: the round may end on another thread before its line is written.
          offered.put(client, digest);
        }
      }
      Receipt receipt = judgement.get();
      switch (receipt.getStatus()) {
        case PART_RECEIVED -> keep(message);
        case ACCEPTED -> {
          keep(message);
          accepted(message.getRound(), client, digest);
        }
        case REFUSED -> refused(message.getRound(), client, digest, receipt.getReason());
        default -> {} // answers that come late or again
      }
      return receipt;
    }
  }

  private synchronized void keep(Submission message) {
    if (kept != null && broken == null && message.hasContribution()) {
      try {
        kept.keep(message);
      } catch (UncheckedIOException e) {
        broken = e;
      }
    }
  }

  private synchronized void accepted(int of, String client, String digest) {
    if (of != round || !digest.equals(accepted.put(client, digest))) {
      record(new AuditEvent.Answered(of, client, digest, null));
    }
  }

  /** Says once that there were more than are taken down. */
  private synchronized void refused(int of, String client, String digest, String reason) {
    int times = refused.merge(client, 1, Integer::sum);
    if (times <= MOST_REFUSED) {
      record(new AuditEvent.Answered(of, client, digest, shortened(reason)));
    } else if (times == MOST_REFUSED + 1) {
      record(
          new AuditEvent.Answered(
              of,
              client,
              digest,
              "more than %d refused answers of this client since the round began: no further ones are taken down"
                  .formatted(MOST_REFUSED)));
    }
  }

  private synchronized boolean silent() {
    return log == AuditLog.NONE;
  }

  @Override
  public synchronized void onRound(RoundReport report) {
    SortedMap<String, String> counted = taken(report.aggregate());
    record(
        new AuditEvent.Ended(
            report.round(), report.digest(), counted, report.aggregate().whyNoSum()));
    requireWritten();
  }

  /**
   * The answers of a round are in: those that count are on disk when this returns, so that what is
   * released of them can be told from the log whatever happens next.
   */
  public synchronized void gathered(Aggregate aggregate) {
    taken(aggregate);
    if (log != null && broken == null) {
      try {
        log.force();
      } catch (UncheckedIOException e) {
        broken = e;
      }
    }
    requireWritten();
  }

  /** Every answer that counts has its line before the round's, also if its thread is late. */
  private SortedMap<String, String> taken(Aggregate aggregate) {
    SortedSet<String> contributors = aggregate.contributors();
    if (log != null && !offered.keySet().containsAll(contributors)) {
      log.accepted(round).forEach(offered::putIfAbsent); // gathered before the run went on
    }
    SortedMap<String, String> counted = new TreeMap<>(offered);
    counted.keySet().retainAll(contributors);
    counted.forEach((client, digest) -> accepted(round, client, digest));
    return counted;
  }

  private synchronized void requireWritten() {
    if (broken != null) {
      throw broken;
    }
  }

  private static String shortened(String reason) {
    return reason.length() <= MOST_REASON ? reason : reason.substring(0, MOST_REASON) + "...";
  }

  private void record(AuditEvent event) {
    if (log == null) {
      held.add(event);
    } else if (broken == null) {
      try {
        log.record(event);
      } catch (UncheckedIOException e) {
        broken = e;
      }
    }
  }
}
