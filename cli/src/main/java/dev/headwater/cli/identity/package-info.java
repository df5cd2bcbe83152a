/** TODO. */
@NullMarked
package dev.headwater.cli.identity;

import org.jspecify.annotations.NullMarked;
