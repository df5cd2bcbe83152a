package dev.headwater.learning.evaluation;

/** On what a strategy's candidates are scored, if it lets scores decide between some. */
public enum Selection {
  /** On what clients hold out of training, in a round of its own. */
  HELD_OUT,
  /** On the coordinator's test set, which then has helped to choose the model that it scores. */
  TEST_SET,
  /** On nothing: such a strategy is refused. */
  NONE
}
