/**
 * Flags for clients that attack: {@code simulate --attacks}, and the hidden {@code client
 * --misbehave} for tests. Start at {@link dev.headwater.cli.hostile.HostileOptions}.
 */
@NullMarked
package dev.headwater.cli.hostile;

import org.jspecify.annotations.NullMarked;
