/**
 * A coordinator in a process of its own and a thousand nodes that crash, are slow, or lie. Start at
 * {@link dev.headwater.cli.crowd.CrowdTest}.
 */
@NullMarked
package dev.headwater.cli.crowd;

import org.jspecify.annotations.NullMarked;
