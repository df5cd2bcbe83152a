/** TODO. */
@NullMarked
package dev.headwater.cli.run;

import org.jspecify.annotations.NullMarked;
