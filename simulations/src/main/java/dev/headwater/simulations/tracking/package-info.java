/**
 * Tells a tracking server of a run while it runs. Start at {@link
 * dev.headwater.simulations.tracking.MlflowRun}.
 */
@NullMarked
package dev.headwater.simulations.tracking;

import org.jspecify.annotations.NullMarked;
