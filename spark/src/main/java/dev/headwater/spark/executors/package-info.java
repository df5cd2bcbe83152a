/**
 * What travels between driver and executors, as bytes and plain values, and what executors do with
 * it. Start at {@link dev.headwater.spark.executors.Turn}.
 */
@NullMarked
package dev.headwater.spark.executors;

import org.jspecify.annotations.NullMarked;
