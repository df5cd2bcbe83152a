package dev.headwater.simulations.comparison;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Whether the difference of two settings is one of theirs alone. */
enum Likeness {
  YES(""),
  LIVE(
      "Not compared, as a coordinator does not know its clients' pictures: %s. Their figures stand side by side; the pictures may be other ones, or other clients'."),
  OTHER_DATA(
      "Not compared, as they were trained or scored on other pictures: %s. Their figures stand side by side, and mean different things."),
  OTHER_SPLIT(
      "Not compared, as the pictures were dealt out to clients in another way: %s. The difference would be that of the split, too."),
  NO_SEED_IN_COMMON(
      "Not compared, as they have no seed in common: %s (pairs of runs need equal --seed).");

  private final String words;

  Likeness(String words) {
    this.words = words;
  }

  static Likeness of(Group a, Group b) {
    Map<Long, Trial> others = new HashMap<>();
    b.trials().forEach(trial -> others.put(trial.seed(), trial));
    boolean shared = false;
    for (Trial one : a.trials()) {
      for (Trial other : b.trials()) {
        if (!one.samePictures(other)) {
          return one.live() == other.live() ? OTHER_DATA : LIVE;
        }
      }
      Trial pair = others.get(one.seed());
      if (pair != null && !Objects.equals(one.split(), pair.split())) {
        return OTHER_SPLIT;
      }
      shared |= pair != null;
    }
    return shared ? YES : NO_SEED_IN_COMMON;
  }

  boolean isYes() {
    return this == YES;
  }

  String sentence(Collection<Part> parts) {
    return words.formatted(
        parts.stream().map(Part::name).distinct().collect(Collectors.joining("; ")));
  }
}
