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
  /** What a user of the generated demo set draws. */
  TASTE,
  /** Noise that hides a contribution, in experiments: see {@code learning.noise}. */
  NOISE,
  /** Which clients take part in a Poisson-sampled round. */
  SAMPLING,
  /** Which of its examples a client includes in a Poisson-sampled batch. */
  BATCH,
  /** The initial parameters of a model with a random start. */
  INITIAL,
  /** Which canaries are included or excluded to test what a model reveals about them. */
  CANARY,
  /** Which places of a vector all clients of a round upload. */
  COORDINATES,
  /** Up or down, where an uploaded value is rounded. */
  ROUNDING,
  /** Which contributions of a round are averaged together before a robust rule sees them. */
  BUCKETS,
  /** Which clients attack a run in a test, and what they draw. */
  ATTACK,
  /** Which of the clients of a round are slow in a simulation, and how much they do. */
  STRAGGLERS
}
