/** What a round asks of its clients, and what comes back. Plain values. */
@NullMarked
package dev.headwater.learning.tasks;

import org.jspecify.annotations.NullMarked;
