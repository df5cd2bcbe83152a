/**
 * A node: prepares its own data for a run, waits for work, trains, answers. Start at {@link
 * dev.headwater.client.ClientNode}.
 */
@NullMarked
package dev.headwater.client;

import org.jspecify.annotations.NullMarked;
