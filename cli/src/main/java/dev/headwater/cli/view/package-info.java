/**
 * The display of a running experiment: a block redrawn in place on a terminal, plain lines
 * elsewhere. Start at {@link dev.headwater.cli.view.TerminalView}.
 */
@NullMarked
package dev.headwater.cli.view;

import org.jspecify.annotations.NullMarked;
