/**
 * Who is admitted, who is enrolled, and what each of them is pushed. Start at {@link
 * dev.headwater.coordinator.members.EnrolledClients}.
 */
@NullMarked
package dev.headwater.coordinator.members;

import org.jspecify.annotations.NullMarked;
