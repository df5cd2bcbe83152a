/** TODO. */
@NullMarked
package dev.headwater.cli.process;

import org.jspecify.annotations.NullMarked;
