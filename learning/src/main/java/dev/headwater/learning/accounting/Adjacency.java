package dev.headwater.learning.accounting;

/**
 * When two populations count as neighbours. A guarantee holds for its own adjacency alone: the same
 * epsilon says different things under different ones, so that they are never composed.
 */
public enum Adjacency {
  /** One participant is there or is not. One participant moves a clipped sum by at most C. */
  ADD_OR_REMOVE,
  /** One participant is replaced by another. One replacement moves a clipped sum by at most 2C. */
  REPLACE_ONE
}
