/** TODO. */
@NullMarked
package dev.headwater.cli.audit;

import org.jspecify.annotations.NullMarked;
