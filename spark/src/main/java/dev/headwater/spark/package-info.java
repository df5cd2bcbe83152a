/**
 * Simulated clients on the executors of Apache Spark. Start at {@link
 * dev.headwater.spark.SparkCohort}; what runs on executors is in the package {@code executors}.
 */
@NullMarked
package dev.headwater.spark;

import org.jspecify.annotations.NullMarked;
