/**
 * Which files of which finished runs the web port publishes; start at {@link
 * dev.headwater.coordinator.web.published.PublishedFile}.
 */
@NullMarked
package dev.headwater.coordinator.web.published;

import org.jspecify.annotations.NullMarked;
