/** {@code headwater arena}: tables that compare algorithms. */
@NullMarked
package dev.headwater.cli.arena;

import org.jspecify.annotations.NullMarked;
