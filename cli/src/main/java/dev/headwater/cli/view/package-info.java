/** TODO. */
@NullMarked
package dev.headwater.cli.view;

import org.jspecify.annotations.NullMarked;
