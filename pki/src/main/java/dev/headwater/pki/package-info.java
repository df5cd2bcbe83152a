/**
 * Who a coordinator's nodes are: a root that is kept offline, an intermediate that the coordinator
 * holds, join tokens, certificates and revocation. Start at {@link dev.headwater.pki.PkiFolder}.
 */
@NullMarked
package dev.headwater.pki;

import org.jspecify.annotations.NullMarked;
