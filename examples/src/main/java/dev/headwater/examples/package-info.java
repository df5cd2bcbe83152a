/**
 * What a user of the library writes: a program, a strategy, an aggregator, a partition and a data
 * set. Start at {@link dev.headwater.examples.OwnPhotos}; docs/extending.md explains them.
 */
@NullMarked
package dev.headwater.examples;

import org.jspecify.annotations.NullMarked;
