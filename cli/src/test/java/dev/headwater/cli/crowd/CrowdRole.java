package dev.headwater.cli.crowd;

/** What a node does; of a hundred, five are slow and five are hostile. */
enum CrowdRole {
  HONEST(1),

  /** Everything takes it longer than a round waits. */
  SLOW(1),

  /** Trains on reversed labels of features five times as long, and sends junk beside it. */
  POISONER(5),

  /** Its update is so large that it is refused as diverged. */
  EXPLODER(100_000),

  /** Trains on reversed labels. */
  FLIPPER(1);

  private final float scale;

  CrowdRole(float scale) {
    this.scale = scale;
  }

  float scale() {
    return scale;
  }

  boolean lies() {
    return this == POISONER || this == EXPLODER || this == FLIPPER;
  }

  static CrowdRole of(int index) {
    return switch (index % 100) {
      case 3, 23, 43, 63, 83 -> SLOW;
      case 7, 37, 67 -> POISONER;
      case 47 -> EXPLODER;
      case 87 -> FLIPPER;
      default -> HONEST;
    };
  }
}
