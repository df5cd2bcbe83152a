package dev.headwater.secagg;

import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.Identity;
import java.util.Map;

/**
 * The identity keys that this party obtained independently of the server, by node name. Without
 * them a malicious server can impersonate every neighbour of a client; see {@link SecAggClient}.
 *
 * @param keys Ed25519 public keys, 32 bytes each, by node name
 * @param strict whether a node without a key is refused
 */
public record TrustedIdentities(Map<String, Bytes> keys, boolean strict) {
  /** Copies the map; refuses keys of another length. */
  public TrustedIdentities {
    keys = Map.copyOf(keys);
    keys.forEach(
        (name, key) -> {
          if (key.size() != Identity.KEY_BYTES) {
            throw new IllegalArgumentException(
                "identity of %s: %d bytes (expected: %d)"
                    .formatted(name, key.size(), Identity.KEY_BYTES));
          }
        });
  }

  /** Nobody is enrolled: the server is trusted to forward keys unchanged. */
  public static TrustedIdentities none() {
    return new TrustedIdentities(Map.of(), false);
  }

  /** Signatures of these nodes must be valid; other nodes may take part without one. */
  public static TrustedIdentities enrolled(Map<String, Bytes> keys) {
    return new TrustedIdentities(keys, false);
  }

  /** Only these nodes may take part, and their signatures must be valid. */
  public static TrustedIdentities only(Map<String, Bytes> keys) {
    return new TrustedIdentities(keys, true);
  }

  /** Whether a node of that name may take part. */
  boolean admits(String name) {
    return !strict || keys.containsKey(name);
  }

  /** Whether {@code signature} of {@code message} is acceptable for {@code name}. */
  boolean vouchFor(String name, byte[] message, Bytes signature) {
    Bytes key = keys.get(name);
    return key == null ? !strict : Identity.verify(key, message, signature);
  }
}
