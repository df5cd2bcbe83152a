/**
 * {@code headwater privacy audit}: plants canaries, guesses, and holds what it finds against the
 * claim. Start at {@link dev.headwater.cli.audit.AuditCommand}.
 */
@NullMarked
package dev.headwater.cli.audit;

import org.jspecify.annotations.NullMarked;
