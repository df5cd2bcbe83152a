/**
 * What a round asks of its clients, and their answers, as plain values. Start at {@link
 * dev.headwater.learning.tasks.TrainTask}.
 */
@NullMarked
package dev.headwater.learning.tasks;

import org.jspecify.annotations.NullMarked;
