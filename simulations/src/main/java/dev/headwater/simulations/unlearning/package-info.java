/**
 * Taking one client's examples out of a closed-form head. Start at {@link
 * dev.headwater.simulations.unlearning.Departure}.
 */
@NullMarked
package dev.headwater.simulations.unlearning;

import org.jspecify.annotations.NullMarked;
