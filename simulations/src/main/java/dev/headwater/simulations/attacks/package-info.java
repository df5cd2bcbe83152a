/**
 * What an adversary can do with a run: replay its mechanism with canaries, or look at one client's
 * update. Start at {@link dev.headwater.simulations.attacks.OneUpdate}.
 */
@NullMarked
package dev.headwater.simulations.attacks;

import org.jspecify.annotations.NullMarked;
