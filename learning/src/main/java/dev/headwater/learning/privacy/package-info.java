/**
 * Differential privacy of a run: its promise, and the accounting, noise and ledger that keep it.
 * Start at {@link dev.headwater.learning.privacy.DifferentialPrivacy}.
 */
@NullMarked
package dev.headwater.learning.privacy;

import org.jspecify.annotations.NullMarked;
