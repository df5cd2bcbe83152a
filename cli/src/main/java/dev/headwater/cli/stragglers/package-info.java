/**
 * The flag for simulated clients that are slow. Start at {@link
 * dev.headwater.cli.stragglers.StragglerOptions}.
 */
@NullMarked
package dev.headwater.cli.stragglers;

import org.jspecify.annotations.NullMarked;
