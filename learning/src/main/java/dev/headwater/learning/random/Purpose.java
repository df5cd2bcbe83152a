package dev.headwater.learning.random;

/**
 * What a stream of random numbers is for. Names are part of the key: renaming one changes every
 * result.
 */
public enum Purpose {
  /** Which clients take part in a round. */
  COHORT,
  /** The order of a client's examples in one local epoch. */
  SHUFFLE,
  /** How a data set is split across clients. */
  PARTITION,
  /** Which of a client's examples are held out for evaluation. */
  HOLDOUT,
  /** What a user of the generated demo set likes to draw. */
  TASTE,
  /** Noise that hides a contribution, in experiments: see {@code learning.noise}. */
  NOISE,
  /** Which clients a Poisson-sampled round takes. */
  SAMPLING,
  /** Which of its examples a client takes into a Poisson-sampled batch. */
  BATCH,
  /** Where a model with a random start begins. */
  INITIAL,
  /** Which examples are put in, or left out, to test what a model tells about them. */
  CANARY
}
