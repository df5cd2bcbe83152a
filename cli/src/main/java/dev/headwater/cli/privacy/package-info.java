/**
 * {@code headwater privacy epsilon|calibrate|plan}: what a guarantee costs, and what it asks for.
 * Start at {@link dev.headwater.cli.privacy.EpsilonCommand}.
 */
@NullMarked
package dev.headwater.cli.privacy;

import org.jspecify.annotations.NullMarked;
