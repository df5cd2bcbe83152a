/**
 * What every implementation of a door must do, as abstract tests: a strategy, an aggregator, a
 * model, a cohort, a privacy mechanism. Packed as the test-jar of this module, so that other
 * modules run them too. Start at {@link dev.headwater.learning.contracts.StrategyContract}.
 */
@NullMarked
package dev.headwater.learning.contracts;

import org.jspecify.annotations.NullMarked;
