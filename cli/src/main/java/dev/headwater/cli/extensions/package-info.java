/**
 * Classes of a user's own, out of jars that {@code --extensions} names. Start at {@link
 * dev.headwater.cli.extensions.ExtensionOptions}.
 */
@NullMarked
package dev.headwater.cli.extensions;

import org.jspecify.annotations.NullMarked;
