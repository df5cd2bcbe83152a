package dev.headwater.coordinator.audit;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an audit log holds. */
public sealed interface AuditEvent {

  /**
   * A coordinator began to serve a run, at first or again.
   *
   * @param run its id, the same when it goes on
   * @param version of the program
   * @param id the run's id in what its clients sign, another one whenever it goes on; null in logs
   *     of earlier versions
   */
  record Started(String run, String version, @Nullable String id) implements AuditEvent {
    /** As earlier versions wrote it. */
    public Started(String run, String version) {
      this(run, version, null);
    }
  }

  /**
   * A client enrolled.
   *
   * @param key SHA-256 of the key that its name is bound to, in hex
   */
  record Joined(String client, int numExamples, int labels, String key) implements AuditEvent {}

  /**
   * Clients were asked to take part in a round.
   *
   * @param parameters digest of the global parameters that they were sent
   * @param clients sorted
   * @param available num_examples of every client that could be asked, by name: the grids of the
   *     round's sum follow from them. Empty where they are those of the line before, and in logs of
   *     earlier versions
   */
  record Asked(
      int round,
      String work,
      boolean masked,
      String parameters,
      List<String> clients,
      SortedMap<String, Integer> available)
      implements AuditEvent {
    /** Copies the collections. */
    public Asked {
      clients = List.copyOf(clients);
      available = new TreeMap<>(available);
    }

    /** Where those that could be asked are the ones of the line before. */
    public Asked(int round, String work, boolean masked, String parameters, List<String> clients) {
      this(round, work, masked, parameters, clients, new TreeMap<>());
    }
  }

  /**
   * A client's answer to a round was judged.
   *
   * @param digest SHA-256 of what the client signed, in hex
   * @param refusal why it was refused; null if it was accepted
   */
  record Answered(int round, String client, String digest, @Nullable String refusal)
      implements AuditEvent {}

  /**
   * A round ended.
   *
   * @param parameters digest of the global parameters after it
   * @param counted the answers in its sum: digest by client
   * @param whyNoSum null if there was a sum
   */
  record Ended(
      int round, String parameters, SortedMap<String, String> counted, @Nullable String whyNoSum)
      implements AuditEvent {
    /** Copies the map. */
    public Ended {
      counted = new TreeMap<>(counted);
    }

    /** The root of {@link RoundTree} over the answers that count. */
    public String root() {
      return RoundTree.of(counted).root();
    }
  }
}
