/**
 * Aggregators that a few arbitrary contributions cannot move far. Those that look at one coordinate
 * after the other ({@link dev.headwater.learning.aggregation.robust.Median}) and those that measure
 * distances between whole contributions ({@link dev.headwater.learning.aggregation.robust.Krum},
 * {@link dev.headwater.learning.aggregation.robust.GeometricMedian}), and two that bring unlike
 * clients closer together first ({@link
 * dev.headwater.learning.aggregation.robust.NearestNeighbours}, {@link
 * dev.headwater.learning.aggregation.robust.Bucketing}). All of them ignore the sizes that clients
 * claim, and compute in double precision in the order of the clients' names.
 */
@NullMarked
package dev.headwater.learning.aggregation.robust;

import org.jspecify.annotations.NullMarked;
