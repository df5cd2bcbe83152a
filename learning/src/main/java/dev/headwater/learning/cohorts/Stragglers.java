package dev.headwater.learning.cohorts;

import dev.headwater.learning.names.Nearest;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.TrainTask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Slow clients of a simulation (Li et al. 2020, "Federated Optimization in Heterogeneous Networks",
 * section 5.2): in every round a share of the clients that are asked are stragglers, which finish
 * only some of their local epochs in time, a number drawn uniformly from 1 to all of them. Who they
 * are and how many epochs they do follows from the seed, the round and the clients' names.
 *
 * @param share of the clients asked in a round, rounded to the nearest number; 0 for none
 * @param dropped whether a straggler's partial work is lost, as if it had not been asked
 */
public record Stragglers(double share, boolean dropped) {
  /** Everybody is in time. */
  public static final Stragglers NONE = new Stragglers(0, false);

  private static final String DROP = "drop";
  private static final String PARTIAL = "partial";
  private static final String USAGE = "none, drop:SHARE or partial:SHARE";

  /** One client's draw: the lowest tickets are those of the stragglers. */
  private record Draw(String client, long ticket, int epochs) {
    static Draw of(String client, TrainTask task, int most) {
      KeyedRandom random = KeyedRandom.of(task.seed(), task.round(), client, Purpose.STRAGGLERS);
      return new Draw(client, random.nextLong(), 1 + random.nextInt(most));
    }
  }

  /**
   * Refuses shares outside their range.
   *
   * @param share at least 0 and at most 1; below 1 if they are dropped
   * @param dropped whether their partial work is lost
   * @throws IllegalArgumentException for another share
   */
  public Stragglers {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "stragglers: %s (expected: a share of at least 0 and at most 1)".formatted(share));
    }
    if (dropped && share == 1) {
      throw new IllegalArgumentException(
          "stragglers: drop:1 (expected: a share below 1; a round of stragglers alone, whose work is lost, gives no sum)");
    }
  }

  /**
   * {@return the stragglers that a text names}
   *
   * @param text {@code none}, {@code drop:SHARE} or {@code partial:SHARE}
   * @throws IllegalArgumentException for another text
   */
  public static Stragglers parse(String text) {
    if (text.equals("none")) {
      return NONE;
    }
    Spec spec = Spec.parse(text);
    boolean known = spec.name().equals(DROP) || spec.name().equals(PARTIAL);
    if (!known || spec.arguments().size() != 1) {
      throw new IllegalArgumentException(
          "stragglers: %s%s (expected: %s)"
              .formatted(
                  text,
                  known ? "" : Nearest.hint(spec.name(), List.of("none", DROP, PARTIAL)),
                  USAGE));
    }
    try {
      double share = Double.parseDouble(spec.arguments().get(0));
      return new Stragglers(share, spec.name().equals(DROP));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "stragglers: %s, '%s' is no number (expected: %s)"
              .formatted(text, spec.arguments().get(0), USAGE),
          e);
    }
  }

  /** {@return whether there are any} */
  public boolean any() {
    return share > 0;
  }

  /**
   * {@return the stragglers of a round, with the local epochs that they do}
   *
   * @param task gives the seed, the round and who is asked
   * @param localEpochs of a client that is in time, at least 1
   */
  public SortedMap<String, Integer> of(RoundTask task, int localEpochs) {
    List<Draw> draws = new ArrayList<>();
    task.cohort().forEach(client -> draws.add(Draw.of(client, task.train(), localEpochs)));
    draws.sort(Comparator.comparingLong(Draw::ticket).thenComparing(Draw::client));
    SortedMap<String, Integer> slow = new TreeMap<>();
    draws
        .subList(0, (int) Math.round(share * draws.size()))
        .forEach(draw -> slow.put(draw.client(), draw.epochs()));
    return slow;
  }

  /** {@return what happens, in a sentence for people} */
  public String sentence() {
    return "Stragglers: %s %% of the clients asked in a round, drawn anew in each, %s."
        .formatted(
            Math.round(share * 1000) / 10.0,
            dropped
                ? "are too slow, and their work is lost"
                : "do 1 to all of their local epochs, and what they have done counts");
  }
}
