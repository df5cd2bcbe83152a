/**
 * Commands that use a model that is there: to label pictures, and to score it on labelled ones.
 * Start at {@link dev.headwater.cli.predict.PredictCommand}.
 */
@NullMarked
package dev.headwater.cli.predict;

import org.jspecify.annotations.NullMarked;
