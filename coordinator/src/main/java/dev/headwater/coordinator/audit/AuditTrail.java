package dev.headwater.coordinator.audit;

import dev.headwater.learning.parameters.Sha256;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.proto.signing.AnswerDigest;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator does, for its {@link AuditLog}. Doors open before the run has a folder: what
 * happens until then is held, and dropped where the first round begins without a log. Safe for
 * concurrent use.
 */
public final class AuditTrail implements RoundListener {
  private final List<AuditEvent> held = new ArrayList<>();
  private static final int MOST_HELD = 100_000;
  private static final int MOST_REASON = 300;

  /** Digest by client of what was accepted in the round, or is being judged. */
  private final SortedMap<String, String> offered = new TreeMap<>();

  private final Set<String> accepted = new HashSet<>();
  private int round;
  private @Nullable AuditLog log;

  /** Takes everything down in {@code given} from here on, after what is held. */
  public synchronized void begin(AuditLog given, String run, String version) {
    log = given;
    given.record(new AuditEvent.Started(run, version));
    held.forEach(given::record);
    held.clear();
  }

  /** A client has enrolled. */
  public void joined(JoinRequest request) {
    record(
        new AuditEvent.Joined(
            request.getClient(),
            request.getNumExamples(),
            request.getLabelsCount(),
            Sha256.hex(request.getKey().toByteArray())));
  }

  /** Clients are asked in addition to the cohort, in place of others that do not answer. */
  public synchronized void asked(RoundTask task, Collection<String> clients) {
    if (log == AuditLog.NONE) {
      return;
    }
    record(
        new AuditEvent.Asked(
            task.round(),
            task.train().work().name(),
            task.masking() != null,
            task.train().parameters().digest(),
            clients.stream().sorted().toList()));
  }

  @Override
  public void onTask(RoundTask task) {
    synchronized (this) {
      offered.clear();
      accepted.clear();
      round = task.round();
      if (log == null) {
        log = AuditLog.NONE;
        held.clear();
      }
    }
    asked(task, task.cohort());
  }

  /**
   * An answer is about to be judged. Known before it can count: the round may end on another thread
   * between the judgement and its line.
   *
   * @return its digest, to be passed on with the judgement; null if it is not taken down: steps of
   *     secure aggregation without values, and everything where there is no log
   */
  public @Nullable String offered(Submission message) {
    if (silent() || !(message.hasContribution() || message.hasMaskedInput())) {
      return null;
    }
    String digest = AnswerDigest.of(message);
    synchronized (this) {
      if (message.getRound() == round && !accepted.contains(message.getClient())) {
        offered.put(message.getClient(), digest);
      }
    }
    return digest;
  }

  /** The answer with this digest was judged; parts of one are not. */
  public synchronized void answered(Submission message, String digest, Receipt receipt) {
    boolean counts = receipt.getStatus() == Receipt.Status.ACCEPTED;
    if (!counts && receipt.getStatus() != Receipt.Status.REFUSED) {
      return;
    }
    if (counts && message.getRound() == round) {
      accepted.add(message.getClient());
    }
    record(
        new AuditEvent.Answered(
            message.getRound(),
            message.getClient(),
            digest,
            counts ? null : shortened(receipt.getReason())));
  }

  private synchronized boolean silent() {
    return log == AuditLog.NONE;
  }

  @Override
  public synchronized void onRound(RoundReport report) {
    SortedMap<String, String> counted = new TreeMap<>(offered);
    counted.keySet().retainAll(report.aggregate().contributors());
    record(
        new AuditEvent.Ended(
            report.round(), report.digest(), counted, report.aggregate().whyNoSum()));
  }

  private static String shortened(String reason) {
    return reason.length() <= MOST_REASON ? reason : reason.substring(0, MOST_REASON) + "...";
  }

  private synchronized void record(AuditEvent event) {
    AuditLog now = log;
    if (now == null) {
      if (held.size() < MOST_HELD) {
        held.add(event);
      }
    } else {
      now.record(event);
    }
  }
}
