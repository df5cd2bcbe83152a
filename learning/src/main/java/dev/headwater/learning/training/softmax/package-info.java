/**
 * Local training and scoring of a softmax head. Start at {@link
 * dev.headwater.learning.training.softmax.SoftmaxRegression}.
 */
@NullMarked
package dev.headwater.learning.training.softmax;

import org.jspecify.annotations.NullMarked;
