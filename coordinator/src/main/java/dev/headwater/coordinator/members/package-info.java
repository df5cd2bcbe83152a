/**
 * Admission and enrolment of clients, and the messages pushed to each of them. Start at {@link
 * dev.headwater.coordinator.members.EnrolledClients}.
 */
@NullMarked
package dev.headwater.coordinator.members;

import org.jspecify.annotations.NullMarked;
