/**
 * From pictures to features, and from features to the clients that share them out. Start at {@link
 * dev.headwater.simulations.data.DataLoader}.
 */
@NullMarked
package dev.headwater.simulations.data;

import org.jspecify.annotations.NullMarked;
