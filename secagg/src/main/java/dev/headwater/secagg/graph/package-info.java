/**
 * The graph of the clients that share masks: how many neighbours a round needs, and who they are.
 * Start at {@link dev.headwater.secagg.graph.Neighbourhoods}.
 */
@NullMarked
package dev.headwater.secagg.graph;

import org.jspecify.annotations.NullMarked;
