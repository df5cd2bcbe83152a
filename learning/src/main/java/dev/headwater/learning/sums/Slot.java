package dev.headwater.learning.sums;

/**
 * A named number uploaded with a contribution's vectors, such as its weight or its training loss.
 * Slots are summed as integers {@code rint(v 2^F)}, masked or not.
 *
 * @param name unique within a contribution
 * @param maxPerWeight largest {@code |v|} per unit of weight, above 0
 * @param fractionBits {@code F}, 0 to 44; -1 if the ring has no room for it and it is omitted
 */
public record Slot(String name, double maxPerWeight, int fractionBits) {
  /** The weight of the contribution. */
  public static final String WEIGHT = "weight";

  /** Mean training loss in nats, times the weight. */
  public static final String LOSS = "loss";

  /** 1 if the vector was within the clipping norm before it was clipped. */
  public static final String WITHIN_NORM = "within_norm";

  /**
   * A slot.
   *
   * @param name not blank
   * @param maxPerWeight finite and above 0
   * @param fractionBits 0 to 44, or -1 for a slot without room
   * @throws IllegalArgumentException if one of them is anything else
   */
  public Slot {
    if (name.isBlank() || !(maxPerWeight > 0) || Double.isInfinite(maxPerWeight)) {
      throw new IllegalArgumentException(
          "slot: '%s' up to %s a weight (expected: a name, and a finite bound above 0)"
              .formatted(name, maxPerWeight));
    }
    if (fractionBits < -1 || fractionBits > 44) {
      throw new IllegalArgumentException(
          "slot %s: %d fraction bits (expected: 0 to 44, or -1 for a slot without room)"
              .formatted(name, fractionBits));
    }
  }

  /**
   * {@return a slot on the finest grid, of at most {@code most} fraction bits, on which a sum over
   * {@code totalWeight} cannot wrap; omitted if the ring has no room for a grid of whole numbers}
   *
   * @param name unique within a contribution
   * @param maxPerWeight largest {@code |v|} per unit of weight, above 0
   * @param ringBits 32 or 64: size of the summed integers
   * @param totalWeight largest total weight of a sum, above 0
   * @param most largest number of fraction bits, 0 to 44
   */
  public static Slot finest(
      String name, double maxPerWeight, int ringBits, double totalWeight, int most) {
    int room = ringBits - 2 - (Math.getExponent(maxPerWeight * totalWeight) + 1);
    return new Slot(name, maxPerWeight, room < 0 ? -1 : Math.min(room, most));
  }

  /** {@return whether the ring has room for it; if not, it is omitted} */
  public boolean counted() {
    return fractionBits >= 0;
  }

  /**
   * {@return {@code rint(value 2^F)}, 0 if the slot is omitted}
   *
   * @param value the number, already multiplied by the weight
   */
  public long encode(double value) {
    return counted() ? (long) Math.rint(Math.scalb(value, fractionBits)) : 0;
  }

  /**
   * {@return the value {@code units 2^-F}; NaN if the slot is omitted}
   *
   * @param units a sum of what {@link #encode} returned
   */
  public double decode(long units) {
    return counted() ? Math.scalb((double) units, -fractionBits) : Double.NaN;
  }
}
