/** Model parameters: named tensors over one flat vector, and the softmax head. */
@NullMarked
package dev.headwater.learning.parameters;

import org.jspecify.annotations.NullMarked;
