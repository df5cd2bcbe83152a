package dev.headwater.simulations.replay;

import com.google.protobuf.ByteString;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.proto.codec.SubmissionCodec;
import dev.headwater.proto.signing.AnswerDigest;
import dev.headwater.simulations.replay.participation.RecordedRound;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is computed within a round with the audit log: whom it asks, the parameters that
 * they are sent, and every answer of which the log has a digest that can be computed.
 *
 * <p>Guarantee: a round whose answers all have the digests of the log has the log's sum, before any
 * noise of the coordinator. Adversary: whoever wrote the log; it cannot name another answer than a
 * client's data gives unless SHA-256 has collisions.
 */
final class AnswerCheck {
  private final Findings findings;
  private final boolean secure;
  private final int last;

  /**
   * @param secure whether noise and cohorts of the run were secure, which nothing records
   * @param last the last recorded round
   */
  AnswerCheck(Findings findings, boolean secure, int last) {
    this.findings = findings;
    this.secure = secure;
    this.last = last;
  }

  /**
   * Before the round is computed.
   *
   * @throws ReplayEndsException if it cannot be, or what it begins with differs
   */
  void begin(RecordedRound was, RoundTask task) {
    int round = task.round();
    String sent = task.train().parameters().digest();
    if (!sent.equals(was.sent())) {
      findings.differs(
          round,
          null,
          "clients are sent parameters %.16s, and the audit log says %.16s"
              .formatted(sent, was.sent()));
    }
    if (!secure && !task.cohort().equals(was.asked())) {
      findings.differs(
          round,
          null,
          "it asks %s, and the audit log says %s"
              .formatted(some(task.cohort()), some(was.asked())));
    }
    if (was.masked() != (task.masking() != null)) {
      findings.differs(
          round,
          null,
          was.masked()
              ? "the audit log says that it was masked, and config.yaml does not"
              : "config.yaml says that it was masked, and the audit log does not");
    }
    if (findings.anyIn(round)) {
      throw new ReplayEndsException();
    }
    if (secure && noisedByClients(task.train())) {
      findings.unchecked(
          "%s: secure noise of the clients is recorded nowhere, so their answers cannot be computed again."
              .formatted(rounds(round)));
      throw new ReplayEndsException();
    }
  }

  private static boolean noisedByClients(TrainTask train) {
    Protection protection = train.protection();
    ClientPrivacy client = protection.client();
    return protection.example() != null
        || (client != null && client.noisePlace() != ClientPrivacy.NoisePlace.NONE);
  }

  /**
   * Once its answers are computed.
   *
   * @throws ReplayEndsException if one differs, or is missing, or the noise that follows is not
   *     recorded
   */
  void end(RecordedRound was, RoundTask task, List<Answer> answers) {
    int round = task.round();
    Set<String> missing = new TreeSet<>(was.counted().keySet());
    answers.forEach(one -> missing.remove(one.client()));
    int equal = 0;
    Set<String> kept = new TreeSet<>();
    for (Answer one : answers) {
      if (!one.computed()) {
        kept.add(one.client());
        continue; // it was found by the digest of the log
      }
      String problem = problemOf(one, was, task.train());
      if (problem == null) {
        equal++;
      } else if (!findings.anyIn(round)) {
        findings.differs(round, one.client(), problem);
      }
    }
    boolean digests = !was.masked() && was.id() != null;
    findings.equalAnswers(digests ? equal : 0);
    if (was.masked()) {
      findings.unchecked(
          "Digests of masked answers are of masks that nobody keeps: masked rounds were compared by their sums, which name no client.");
    } else if (was.id() == null) {
      findings.unchecked(
          "The audit log is of an earlier version, without what the digests of answers are made of: rounds were compared by their sums.");
    }
    if (!kept.isEmpty()) {
      findings.unchecked(
          "That the answers of %s follow from their pictures: they were kept in the run's folder, have the digests of the record, and were not computed."
              .formatted(some(kept)));
    }
    if (!missing.isEmpty()) {
      findings.unchecked(
          "%s: no data of %s. The digests of their answers were taken from the record and not computed, and without these answers there is no sum to go on from (--data DIR with a folder of each client computes it)."
              .formatted(rounds(round), some(missing)));
    } else if (secure) {
      findings.unchecked(
          (digests
                  ? "Round %d: its answers were checked, and so is its sum before noise. "
                  : "Round %d: its sum before noise was computed, and the record has nothing to compare it with. ")
              .formatted(round)
              .concat(
                  "Secure noise is recorded nowhere, so %sits parameters cannot be computed again."
                      .formatted(round < last ? "the rounds after it and " : "")));
    }
    if (secure || !missing.isEmpty() || findings.anyIn(round)) {
      throw new ReplayEndsException();
    }
  }

  /** Why an answer is not the recorded one; null if nothing speaks against it. */
  private static @Nullable String problemOf(Answer one, RecordedRound was, TrainTask task) {
    if (one.sent().isEmpty()) {
      return "the record counts its answer, and its data gives none: " + one.problem();
    }
    if (was.masked() || was.id() == null) {
      return null;
    }
    String recorded = was.counted().getOrDefault(one.client(), "");
    String digest = digest(one.sent().get(), task, was.id());
    return digest.equals(recorded)
        ? null
        : "its data gives answer %.16s, and the record has %.16s".formatted(digest, recorded);
  }

  private static String digest(Contribution sent, TrainTask task, String id) {
    return AnswerDigest.of(
        SubmissionCodec.encode(sent, task.schema(), id, ByteString.EMPTY).get(0));
  }

  private String rounds(int first) {
    return first < last ? "Rounds %d to %d".formatted(first, last) : "Round %d".formatted(first);
  }

  private static String some(Iterable<String> names) {
    List<String> all = new ArrayList<>();
    names.forEach(all::add);
    return all.size() <= 3
        ? String.join(", ", all)
        : all.stream().limit(3).collect(Collectors.joining(", "))
            + " and %d more".formatted(all.size() - 3);
  }
}
