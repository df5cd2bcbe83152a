package dev.headwater.learning.accounting.pld;

/** The losses for removing and for adding a participant. */
record Directions(LossGrid removal, LossGrid addition) {}
