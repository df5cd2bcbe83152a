package dev.headwater.simulations.replay.participation;

import dev.headwater.coordinator.audit.AuditEvent;
import dev.headwater.coordinator.audit.AuditFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who took part in a networked run, round by round. Of a round that was done twice, because the
 * coordinator was started again, the last time counts.
 *
 * @param rounds by number, those that have ended
 */
public record Participation(SortedMap<Integer, RecordedRound> rounds) {

  /**
   * Copies the map.
   *
   * @param rounds by number
   */
  public Participation {
    rounds = Collections.unmodifiableSortedMap(new TreeMap<>(rounds));
  }

  /**
   * {@return what an audit log says}
   *
   * <p>Logs of earlier versions do not say who could be asked: there it is whoever was asked, with
   * the num_examples of its last join, which is right where rounds asked everybody.
   *
   * @param log verified
   */
  public static Participation of(AuditFile.Chain log) {
    Reader reader = new Reader();
    log.events().forEach(reader::read);
    return new Participation(reader.rounds);
  }

  /** {@return every client that any round counted} */
  public SortedSet<String> counted() {
    SortedSet<String> all = new TreeSet<>();
    rounds.values().forEach(round -> all.addAll(round.counted().keySet()));
    return all;
  }

  /**
   * {@return a round; null if the log does not have its end}
   *
   * @param number 1-based
   */
  public @Nullable RecordedRound round(int number) {
    return rounds.get(number);
  }

  /** Goes through the lines in order. */
  private static final class Reader {
    final SortedMap<Integer, RecordedRound> rounds = new TreeMap<>();
    private final Map<String, Integer> joined = new HashMap<>();

    /**
     * By digest of an answer: the run's id when it was taken down first, with which it was signed.
     */
    private final Map<String, String> signed = new HashMap<>();

    private SortedMap<String, Integer> available = new TreeMap<>();
    private @Nullable String id;
    private AuditEvent.@Nullable Asked first;
    private List<String> topUps = new ArrayList<>();

    void read(AuditEvent event) {
      if (event instanceof AuditEvent.Started started) {
        id = started.id();
        available = new TreeMap<>();
        first = null;
      } else if (event instanceof AuditEvent.Joined one) {
        joined.put(one.client(), one.numExamples());
      } else if (event instanceof AuditEvent.Asked asked) {
        read(asked);
      } else if (event instanceof AuditEvent.Answered answered && id != null) {
        signed.putIfAbsent(answered.digest(), id); // taken down again after a crash: as at first
      } else if (event instanceof AuditEvent.Ended ended) {
        read(ended);
      }
    }

    private void read(AuditEvent.Asked asked) {
      if (!asked.available().isEmpty()) {
        available = asked.available();
      }
      if (first == null || first.round() != asked.round()) {
        first = asked;
        topUps = new ArrayList<>();
      } else {
        topUps.addAll(asked.clients());
      }
    }

    private void read(AuditEvent.Ended ended) {
      AuditEvent.Asked begun = first;
      if (begun == null || begun.round() != ended.round()) {
        return; // nobody was asked: the log lacks what a replay needs
      }
      rounds.put(
          ended.round(),
          new RecordedRound(
              ended.round(),
              idOf(ended),
              begun.masked(),
              available.isEmpty() ? ofAsked(begun) : available,
              begun.clients(),
              begun.parameters(),
              ended.counted(),
              ended.whyNoSum()));
      first = null;
    }

    private @Nullable String idOf(AuditEvent.Ended ended) {
      return ended.counted().values().stream()
          .map(signed::get)
          .filter(Objects::nonNull)
          .findFirst()
          .orElse(id);
    }

    private SortedMap<String, Integer> ofAsked(AuditEvent.Asked begun) {
      SortedMap<String, Integer> those = new TreeMap<>();
      begun.clients().forEach(name -> those.put(name, joined.getOrDefault(name, 1)));
      topUps.forEach(name -> those.put(name, joined.getOrDefault(name, 1)));
      return those;
    }
  }
}
