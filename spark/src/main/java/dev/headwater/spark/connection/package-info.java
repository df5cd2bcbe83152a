/**
 * The driver's connection to Spark: address, settings, jars, executors that come and go. Start at
 * {@link dev.headwater.spark.connection.OpenSpark}.
 */
@NullMarked
package dev.headwater.spark.connection;

import org.jspecify.annotations.NullMarked;
