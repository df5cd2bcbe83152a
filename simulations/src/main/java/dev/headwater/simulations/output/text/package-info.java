/**
 * Values as text: JSON with fixed keys, and formatted quantities. Start at {@link
 * dev.headwater.simulations.output.text.Quantities}.
 */
@NullMarked
package dev.headwater.simulations.output.text;

import org.jspecify.annotations.NullMarked;
