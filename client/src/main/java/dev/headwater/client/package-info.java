/**
 * A node: prepares its own data as the run asks, waits for work, trains, answers. {@link
 * dev.headwater.client.ClientNode} is where to start.
 */
@NullMarked
package dev.headwater.client;

import org.jspecify.annotations.NullMarked;
