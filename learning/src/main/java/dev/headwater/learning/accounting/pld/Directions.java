package dev.headwater.learning.accounting.pld;

/** The losses of the removal and of the addition of a participant. */
record Directions(LossGrid removal, LossGrid addition) {}
