package dev.headwater.files.disk;

/** Is told of every step before it is taken, and may end the process there. */
interface Witness {
  /** What a program has. */
  Witness NONE = step -> {};

  /** Called on the thread that takes the step; the step is not taken if this throws. */
  void before(Step step);
}
