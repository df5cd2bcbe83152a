/**
 * Local training and scoring of a head with hidden layers. {@link
 * dev.headwater.learning.training.mlp.Mlp} is all of it.
 */
@NullMarked
package dev.headwater.learning.training.mlp;

import org.jspecify.annotations.NullMarked;
