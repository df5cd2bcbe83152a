/**
 * The files in which nodes keep who they are, and whom they believe. Start at {@link
 * dev.headwater.cli.identity.IdentityFile}.
 */
@NullMarked
package dev.headwater.cli.identity;

import org.jspecify.annotations.NullMarked;
