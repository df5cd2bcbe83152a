package dev.headwater.simulations.data;

import dev.headwater.learning.training.Examples;

/**
 * What one simulated client holds.
 *
 * @param train examples to train on, at least one
 * @param heldOut examples that only score the global parameters; may be empty
 */
public record ClientData(Examples train, Examples heldOut) {}
