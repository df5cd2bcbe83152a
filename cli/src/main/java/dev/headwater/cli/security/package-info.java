/**
 * Flags for certificates and tokens, and {@code headwater pki}. Start at {@link
 * dev.headwater.cli.security.SecurityOptions}.
 */
@NullMarked
package dev.headwater.cli.security;

import org.jspecify.annotations.NullMarked;
