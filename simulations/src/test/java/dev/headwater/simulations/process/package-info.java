/**
 * A coordinator and its clients as processes of their own, some of which are killed. Start at
 * {@link dev.headwater.simulations.process.KilledClientsTest}.
 */
@NullMarked
package dev.headwater.simulations.process;

import org.jspecify.annotations.NullMarked;
