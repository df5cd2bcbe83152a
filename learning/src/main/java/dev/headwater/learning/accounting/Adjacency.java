package dev.headwater.learning.accounting;

/**
 * When two populations count as neighbours. A guarantee holds only for its own adjacency: the same
 * epsilon means different things under different adjacencies, so they are never composed.
 */
public enum Adjacency {
  /** One participant is added or removed. One participant moves a clipped sum by at most C. */
  ADD_OR_REMOVE,
  /** One participant is replaced by another. One replacement moves a clipped sum by at most 2C. */
  REPLACE_ONE
}
