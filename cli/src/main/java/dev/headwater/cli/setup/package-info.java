/** TODO. */
@NullMarked
package dev.headwater.cli.setup;

import org.jspecify.annotations.NullMarked;
