/**
 * Experiments as a library: {@link dev.headwater.simulations.Experiment} runs the rounds and writes
 * the run folder, checkpoints and the report, and {@link dev.headwater.simulations.Classifier} uses
 * the trained model. Start at the experiment.
 */
@NullMarked
package dev.headwater.simulations;

import org.jspecify.annotations.NullMarked;
