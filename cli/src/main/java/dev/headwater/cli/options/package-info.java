/** TODO. */
@NullMarked
package dev.headwater.cli.options;

import org.jspecify.annotations.NullMarked;
