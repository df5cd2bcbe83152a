/** What belongs to a node alone: its policy, and the ledger of what it has taken part in. */
@NullMarked
package dev.headwater.cli.node;

import org.jspecify.annotations.NullMarked;
