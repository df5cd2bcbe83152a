package dev.headwater.cli.crowd;

import dev.headwater.proto.signing.AnswerDigest;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the nodes were told of their answers, as it came over the wire. */
final class Traffic {
  private final Map<Integer, Map<String, String>> accepted = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> receipts = new ConcurrentHashMap<>();
  private final Map<CrashPoint, LongAdder> crashes = new ConcurrentHashMap<>();

  void receipt(Submission answer, Receipt receipt, boolean junk) {
    String kind = (junk ? "junk " : "") + receipt.getStatus();
    receipts.computeIfAbsent(kind, any -> new LongAdder()).increment();
    if (receipt.getStatus() == Receipt.Status.ACCEPTED && answer.hasContribution()) {
      accepted
          .computeIfAbsent(answer.getRound(), any -> new ConcurrentHashMap<>())
          .put(answer.getClient(), AnswerDigest.of(answer));
    }
  }

  void crash(CrashPoint point) {
    crashes.computeIfAbsent(point, any -> new LongAdder()).increment();
  }

  /** Digest by client, by round, of every answer whose receipt said that it was accepted. */
  Map<Integer, Map<String, String>> accepted() {
    return accepted;
  }

  long junkAccepted() {
    LongAdder count = receipts.get("junk " + Receipt.Status.ACCEPTED);
    return count == null ? 0 : count.sum();
  }

  long crashes() {
    return crashes.values().stream().mapToLong(LongAdder::sum).sum();
  }

  @Override
  public String toString() {
    return "receipts %s, crashes %s".formatted(new TreeMap<>(receipts), new TreeMap<>(crashes));
  }
}
