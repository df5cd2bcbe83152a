/**
 * The rounds of a run: who answered when, what was sent, how long it took. Start at {@link
 * dev.headwater.simulations.report.rounds.Timeline}.
 */
@NullMarked
package dev.headwater.simulations.report.rounds;

import org.jspecify.annotations.NullMarked;
