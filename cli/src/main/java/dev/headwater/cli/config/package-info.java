/** TODO. */
@NullMarked
package dev.headwater.cli.config;

import org.jspecify.annotations.NullMarked;
