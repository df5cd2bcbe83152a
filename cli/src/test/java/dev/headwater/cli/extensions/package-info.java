/**
 * Classes of a user's own, out of a jar. Start at {@link
 * dev.headwater.cli.extensions.ExtensionsTest}.
 */
@NullMarked
package dev.headwater.cli.extensions;

import org.jspecify.annotations.NullMarked;
