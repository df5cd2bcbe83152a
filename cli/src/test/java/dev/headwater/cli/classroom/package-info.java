/** Tests of {@code headwater classroom}. */
@NullMarked
package dev.headwater.cli.classroom;

import org.jspecify.annotations.NullMarked;
