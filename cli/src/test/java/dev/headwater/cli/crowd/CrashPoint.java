package dev.headwater.cli.crowd;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Where in a round a node's process ends. */
enum CrashPoint {
  BEFORE_ITS_ANSWER,
  BEFORE_ITS_RECEIPT,
  AFTER_ITS_RECEIPT;

  private static final double SHARE = 0.1;

  /** Where a node ends in a round, or null; a tenth of all do. */
  static @Nullable CrashPoint of(int index, int round) {
    SplittableRandom random = new SplittableRandom(1_000_003L * round + index);
    return random.nextDouble() < SHARE ? List.of(values()).get(random.nextInt(3)) : null;
  }
}
