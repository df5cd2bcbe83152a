/**
 * The program: experiments with simulated clients, and the command line around every part of
 * Headwater.
 */
@NullMarked
package dev.headwater.simulations;

import org.jspecify.annotations.NullMarked;
