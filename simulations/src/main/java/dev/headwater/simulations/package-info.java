/**
 * Experiments as a library: {@link dev.headwater.simulations.Experiment} runs the rounds with
 * everything that surrounds them, such as the run folder, checkpoints and the report, and {@link
 * dev.headwater.simulations.Classifier} uses what came out. A program of your own starts at {@link
 * dev.headwater.simulations.Pictures}; the command line at the experiment.
 */
@NullMarked
package dev.headwater.simulations;

import org.jspecify.annotations.NullMarked;
