/**
 * What is learned: the shape of the parameters, local training, scoring. Start at {@link
 * dev.headwater.learning.models.Model}.
 */
@NullMarked
package dev.headwater.learning.models;

import org.jspecify.annotations.NullMarked;
