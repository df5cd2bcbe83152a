/**
 * Who may do what: roles of tokens and certificates. Start at {@link
 * dev.headwater.coordinator.access.Gate}.
 */
@NullMarked
package dev.headwater.coordinator.access;

import org.jspecify.annotations.NullMarked;
