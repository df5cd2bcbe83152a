/**
 * The files with a node's identity and with the identities that it trusts. Start at {@link
 * dev.headwater.cli.identity.IdentityFile}.
 */
@NullMarked
package dev.headwater.cli.identity;

import org.jspecify.annotations.NullMarked;
