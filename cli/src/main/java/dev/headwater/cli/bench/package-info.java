/** {@code headwater bench}: how fast whole runs are here, beside the machine's own roof. */
@NullMarked
package dev.headwater.cli.bench;

import org.jspecify.annotations.NullMarked;
