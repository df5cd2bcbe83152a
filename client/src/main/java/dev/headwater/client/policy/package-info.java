/**
 * What a node demands of whoever asks it for work. The coordinator says how a contribution is
 * protected; a node that must not rely on that checks it here, before it sends anything. Start at
 * {@link dev.headwater.client.policy.Demands}.
 */
@NullMarked
package dev.headwater.client.policy;

import org.jspecify.annotations.NullMarked;
