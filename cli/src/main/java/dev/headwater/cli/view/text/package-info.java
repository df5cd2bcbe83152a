/**
 * Characters on a terminal: width, colour, glyphs, lines, and a screen that is redrawn in place.
 * Start at {@link dev.headwater.cli.view.text.Terminal}.
 */
@NullMarked
package dev.headwater.cli.view.text;

import org.jspecify.annotations.NullMarked;
