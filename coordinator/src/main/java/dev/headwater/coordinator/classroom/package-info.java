/**
 * A room of pupils behind one coordinator: what its teacher asks for, and the page that helps to
 * install its certificate. Start at {@link dev.headwater.coordinator.classroom.Lesson}.
 */
@NullMarked
package dev.headwater.coordinator.classroom;

import org.jspecify.annotations.NullMarked;
