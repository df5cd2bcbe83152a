/**
 * The record of who joined, was asked, answered and was counted: append-only, each line with the
 * digest of the one before. Start at {@link dev.headwater.coordinator.audit.AuditLog}.
 */
@NullMarked
package dev.headwater.coordinator.audit;

import org.jspecify.annotations.NullMarked;
