/**
 * {@code headwater privacy epsilon|calibrate|plan}: the cost and the requirements of a guarantee.
 * Start at {@link dev.headwater.cli.privacy.EpsilonCommand}.
 */
@NullMarked
package dev.headwater.cli.privacy;

import org.jspecify.annotations.NullMarked;
