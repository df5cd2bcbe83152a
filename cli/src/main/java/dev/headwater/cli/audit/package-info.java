/**
 * {@code headwater privacy audit}: inserts canaries, guesses, and compares the resulting bound with
 * the claim. Start at {@link dev.headwater.cli.audit.AuditCommand}.
 */
@NullMarked
package dev.headwater.cli.audit;

import org.jspecify.annotations.NullMarked;
