/**
 * What a node has taken part in, on its own disk and in its own words. The coordinator's accounts
 * are claims; these are the node's. Start at {@link dev.headwater.client.ledger.ClientLedger}.
 */
@NullMarked
package dev.headwater.client.ledger;

import org.jspecify.annotations.NullMarked;
