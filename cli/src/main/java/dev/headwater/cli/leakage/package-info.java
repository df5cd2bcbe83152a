/** TODO. */
@NullMarked
package dev.headwater.cli.leakage;

import org.jspecify.annotations.NullMarked;
