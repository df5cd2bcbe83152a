/** What a person sees in the terminal while a run goes on. */
@NullMarked
package dev.headwater.simulations.view;

import org.jspecify.annotations.NullMarked;
