/**
 * Values as text: JSON with fixed keys, and quantities as people read them. Start at {@link
 * dev.headwater.simulations.output.text.Quantities}.
 */
@NullMarked
package dev.headwater.simulations.output.text;

import org.jspecify.annotations.NullMarked;
