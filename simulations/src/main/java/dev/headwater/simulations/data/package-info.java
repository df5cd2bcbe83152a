/**
 * Features from pictures, their split across clients, and the learning rate that suits them. Start
 * at {@link dev.headwater.simulations.data.DataLoader}.
 */
@NullMarked
package dev.headwater.simulations.data;

import org.jspecify.annotations.NullMarked;
