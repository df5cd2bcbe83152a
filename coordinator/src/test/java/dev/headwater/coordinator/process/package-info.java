/**
 * A coordinator and its clients as processes of their own, some of which are killed. Start at
 * {@link dev.headwater.coordinator.process.KilledClientsTest}.
 */
@NullMarked
package dev.headwater.coordinator.process;

import org.jspecify.annotations.NullMarked;
