/** Local training and scoring of a head with hidden layers. */
@NullMarked
package dev.headwater.learning.training.mlp;

import org.jspecify.annotations.NullMarked;
