/** TODO. */
@NullMarked
package dev.headwater.cli.privacy;

import org.jspecify.annotations.NullMarked;
