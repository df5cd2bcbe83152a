package dev.headwater.simulations.comparison;

import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which of some settings is better, and whether that is noise. All of them had the same data, dealt
 * out in the same way.
 *
 * @param groups at least two, the best first
 * @param metric what they are compared by
 * @param differences every pair of up to {@link #EVERY_PAIR} settings, else of the best with each
 *     other
 */
public record Verdict(List<Group> groups, Metric metric, List<Difference> differences) {
  /** So many settings are compared each with each; of more, the best is compared with all. */
  public static final int EVERY_PAIR = 5;

  private static final Pattern NOTHING = Pattern.compile("-?0(\\.0+)?");

  /**
   * Copies the lists.
   *
   * @param groups at least two, the best first
   * @param metric that all have
   * @param differences in the order of the groups
   */
  public Verdict {
    groups = List.copyOf(groups);
    differences = List.copyOf(differences);
  }

  /** {@return what these settings share, such as {@code partition=dirichlet:0.1}; may be empty} */
  public String heading() {
    return new Part(groups).heading();
  }

  /** {@return the answer, a sentence an element: the best one first, then every difference} */
  public List<String> sentences() {
    Set<String> shared = new Part(groups).shared();
    List<String> sentences = new ArrayList<>();
    Group best = groups.get(0);
    boolean alone =
        differences.stream()
            .filter(d -> d.ahead().equals(best.setting()) || d.behind().equals(best.setting()))
            .allMatch(d -> d.toldApart() && d.ahead().equals(best.setting()));
    boolean level = differences.stream().allMatch(Difference::level);
    best.over(metric::of)
        .filter(figure -> !level)
        .ifPresent(
            figure ->
                sentences.add(
                    "%s: %s (%s, %s%s)."
                        .formatted(
                            alone ? "Best, by more than noise" : "Ahead, perhaps by noise",
                            best.setting().spoken(shared),
                            metric.figure(figure.mean()),
                            figure.n() == 1 ? "" : "mean of ",
                            Quantities.count(figure.n(), "seed"))));
    differences.forEach(difference -> sentences.add(sentence(difference, shared)));
    return sentences;
  }

  private String sentence(Difference difference, Set<String> shared) {
    String ahead = difference.ahead().spoken(shared);
    String behind = difference.behind().spoken(shared);
    Estimate gain = difference.gain();
    String seeds = Quantities.count(gain.n(), "seed");
    if (difference.sameDigests()) {
      return "%s and %s gave the same parameters, bit for bit, on %s."
          .formatted(ahead, behind, seeds);
    }
    if (difference.level()) {
      return "%s and %s are level, with the same %s on %s."
          .formatted(ahead, behind, metric.words(), seeds);
    }
    if (!gain.hasInterval()) {
      return "%s is ahead of %s by %s on the one seed that both have: one seed cannot tell whether that is noise."
          .formatted(ahead, behind, metric.amount(gain.mean()));
    }
    String evenly = "by the same %s on each of %s".formatted(metric.amount(gain.mean()), seeds);
    if (gain.isEven()) {
      return difference.toldApart()
          ? "%s is better than %s, %s.".formatted(ahead, behind, evenly)
          : "%s and %s are not told apart: %s is ahead %s, which is too few to say more."
              .formatted(ahead, behind, ahead, evenly);
    }
    String interval =
        "95 %% interval %s to %s"
            .formatted(metric.number(gain.lower()), metric.number(gain.upper()));
    if (difference.toldApart()) {
      return "%s is better than %s by %s (%s, %s)."
          .formatted(ahead, behind, metric.amount(gain.mean()), interval, seeds);
    }
    String lead =
        NOTHING.matcher(metric.number(gain.mean())).matches()
            ? "their means are equal"
            : "%s is ahead by %s".formatted(ahead, metric.amount(gain.mean()));
    return "%s and %s are not told apart by %s%s: %s (%s)."
        .formatted(
            ahead,
            behind,
            seeds,
            difference.byChance() ? " once all comparisons are counted (Holm)" : "",
            lead,
            interval);
  }
}
