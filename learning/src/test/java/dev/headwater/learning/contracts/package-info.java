/**
 * What every implementation of a door must do, as abstract tests: a strategy, an aggregator, a
 * model, a cohort, a privacy mechanism. Packed as the test-jar of this module, so that cohorts of
 * other modules run them too.
 */
@NullMarked
package dev.headwater.learning.contracts;

import org.jspecify.annotations.NullMarked;
