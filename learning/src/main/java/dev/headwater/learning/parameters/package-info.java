/**
 * Model parameters: named tensors over one flat vector, and the softmax head. Start at {@link
 * dev.headwater.learning.parameters.Parameters}.
 */
@NullMarked
package dev.headwater.learning.parameters;

import org.jspecify.annotations.NullMarked;
