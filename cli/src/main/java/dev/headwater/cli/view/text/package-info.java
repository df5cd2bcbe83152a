/** TODO. */
@NullMarked
package dev.headwater.cli.view.text;

import org.jspecify.annotations.NullMarked;
