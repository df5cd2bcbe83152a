/** What a round asks of its clients, and their answers. Plain values. */
@NullMarked
package dev.headwater.learning.tasks;

import org.jspecify.annotations.NullMarked;
