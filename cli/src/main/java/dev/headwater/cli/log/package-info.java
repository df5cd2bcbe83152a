/** {@code headwater audit}: a coordinator's log, and proofs about it. */
@NullMarked
package dev.headwater.cli.log;

import org.jspecify.annotations.NullMarked;
