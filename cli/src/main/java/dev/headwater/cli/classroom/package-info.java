/**
 * {@code headwater classroom}: a coordinator for one room. Start at {@link
 * dev.headwater.cli.classroom.ClassroomCommand}.
 */
@NullMarked
package dev.headwater.cli.classroom;

import org.jspecify.annotations.NullMarked;
