/**
 * What the tests of this module share: golden values and CPU times. Start at {@link
 * dev.headwater.learning.Golden}.
 */
@NullMarked
package dev.headwater.learning;

import org.jspecify.annotations.NullMarked;
