/**
 * Features from pictures, and their split across clients. Start at {@link
 * dev.headwater.simulations.data.DataLoader}.
 */
@NullMarked
package dev.headwater.simulations.data;

import org.jspecify.annotations.NullMarked;
