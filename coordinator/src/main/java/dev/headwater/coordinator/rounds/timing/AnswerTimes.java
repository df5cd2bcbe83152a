package dev.headwater.coordinator.rounds.timing;

import dev.headwater.coordinator.concurrent.Timer;
import dev.headwater.learning.tasks.TimedAnswer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long clients took to answer, and the deadline that follows from it: five times the median of
 * the clients' last answers, so that a round waits for ordinary delays and not for a tenfold
 * straggler. An answer that came too late counts as well: where everybody has become slower, so
 * does the deadline. One client is one value, however often it sends. Safe for concurrent use.
 */
public final class AnswerTimes {
  /** The deadline while nobody has answered yet. */
  public static final Duration FIRST = Duration.ofSeconds(60);

  /** Clients far away, and garbage collectors, take seconds now and then. */
  public static final Duration SHORTEST = Duration.ofSeconds(10);

  private static final Duration LONGEST = Duration.ofHours(1);

  /** Deadline over the median. */
  public static final int FACTOR = 5;

  private static final int CLIENTS = 1024;
  private static final int ROUNDS = 64;

  /** Answers that nobody has asked for: the newest stay. */
  private static final int UNREAD = 65_536;

  private record Answer(int round, String client) {}

  private final @Nullable Duration fixed;
  private final Timer timer;
  private final Map<Integer, Long> began = newest(ROUNDS);
  private final Map<String, Long> last = newest(CLIENTS);
  private final Map<Answer, TimedAnswer> unread = newest(UNREAD);
  private Duration least = FIRST;

  /**
   * No answers yet.
   *
   * @param fixed the operator's own deadline; null to derive it
   */
  public AnswerTimes(@Nullable Duration fixed, Timer timer) {
    this.fixed = fixed;
    this.timer = timer;
  }

  private static <K, V> Map<K, V> newest(int most) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  /** The clients of a round are sent their work now. */
  public synchronized void began(int round) {
    began.put(round, timer.nanoTime());
  }

  /** A client's answer has come, in time or not; rounds long ago do not count. */
  public synchronized void answered(String client, int round) {
    Long since = began.get(round);
    if (since != null) {
      last.remove(client); // to the end: the newest stay
      long took = timer.nanoTime() - since;
      last.put(client, took);
      unread.putIfAbsent(new Answer(round, client), new TimedAnswer(round, client, took / 1e9));
      least = SHORTEST;
    }
  }

  /** When answers have come since the last call; of one that came several times, the first. */
  public synchronized List<TimedAnswer> take() {
    List<TimedAnswer> taken = List.copyOf(unread.values());
    unread.clear();
    return taken;
  }

  /** A round gave no sum because clients were still at work after {@code length}. */
  public synchronized void tooShort(Duration length) {
    Duration twice = length.multipliedBy(2);
    least = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
  }

  /** How long the next round, or step of one, waits for answers beyond a quorum. */
  public synchronized Duration deadline() {
    if (fixed != null) {
      return fixed;
    }
    long[] sorted = last.values().stream().mapToLong(Long::longValue).sorted().toArray();
    long median = sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    Duration derived = Duration.ofNanos(median).multipliedBy(FACTOR);
    return derived.compareTo(least) < 0 ? least : derived;
  }
}
