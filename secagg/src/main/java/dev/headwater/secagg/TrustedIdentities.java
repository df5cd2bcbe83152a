package dev.headwater.secagg;

import dev.headwater.secagg.messages.Bytes;
import dev.headwater.secagg.primitives.Identity;
import java.util.Map;

/**
 * The identity keys this party knows from elsewhere than the server, by node name. Without them a
 * server that lies can play every neighbour of a client itself; see {@link SecAggClient}.
 *
 * @param keys Ed25519 public keys, 32 bytes each, by node name
 * @param strict whether a node without a key is refused rather than believed
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

  /** Nobody is enrolled: the server is trusted to pass keys on as they are. */
  public static TrustedIdentities none() {
    return new TrustedIdentities(Map.of(), false);
  }

  /** Signatures of these nodes must hold; others may take part without. */
  public static TrustedIdentities enrolled(Map<String, Bytes> keys) {
    return new TrustedIdentities(keys, false);
  }

  /** Only these nodes may take part, and their signatures must hold. */
  public static TrustedIdentities only(Map<String, Bytes> keys) {
    return new TrustedIdentities(keys, true);
  }

  /** Whether a node of that name may take part at all. */
  boolean admits(String name) {
    return !strict || keys.containsKey(name);
  }

  /** Whether {@code signature} of {@code message} will do for {@code name}. */
  boolean vouchFor(String name, byte[] message, Bytes signature) {
    Bytes key = keys.get(name);
    return key == null ? !strict : Identity.verify(key, message, signature);
  }
}
