/**
 * Privacy auditing: lower bounds on epsilon from one run with canaries. Start at {@link
 * dev.headwater.learning.auditing.OneRunAudit}, which has the theorem; canaries, their scores and
 * the guesses follow from it.
 */
@NullMarked
package dev.headwater.learning.auditing;

import org.jspecify.annotations.NullMarked;
