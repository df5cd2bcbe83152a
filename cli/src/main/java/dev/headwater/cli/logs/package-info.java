/**
 * Where the log goes and how its lines look. Start at {@link dev.headwater.cli.logs.LogOptions}.
 */
@NullMarked
package dev.headwater.cli.logs;

import org.jspecify.annotations.NullMarked;
