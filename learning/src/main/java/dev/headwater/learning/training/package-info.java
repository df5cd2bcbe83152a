/** What one client does with its own examples. */
@NullMarked
package dev.headwater.learning.training;

import org.jspecify.annotations.NullMarked;
