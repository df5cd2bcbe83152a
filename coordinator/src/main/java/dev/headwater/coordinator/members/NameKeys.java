package dev.headwater.coordinator.members;

import dev.headwater.coordinator.access.Proofs;
import io.grpc.Status;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which key each name belongs to: that of its first join, for as long as the coordinator runs,
 * whatever runs it serves meanwhile.
 */
public final class NameKeys {
  private final int limit;
  private final Map<String, Proofs.Proof> holders = new HashMap<>();

  /**
   * No names yet.
   *
   * @param limit names at most
   */
  public NameKeys(int limit) {
    this.limit = limit;
  }

  /** Gives {@code name} to the proof's key, or says why it may not have it. */
  synchronized @Nullable Status claim(String name, Proofs.Proof proof) {
    Proofs.Proof holder = holders.get(name);
    if (holder == null && holders.size() >= limit) {
      return Status.RESOURCE_EXHAUSTED.withDescription(
          "clients: %d names have joined (expected: at most %d; whoever runs the coordinator can raise --max-clients)"
              .formatted(holders.size(), limit));
    }
    if (holder != null && !holder.key().equals(proof.key())) {
      return Status.PERMISSION_DENIED.withDescription(
          "client name: %s belongs to another key (expected: the key that it first joined with, from this client's cache; or another --name)"
              .formatted(name));
    }
    if (holder != null && proof.serial() <= holder.serial()) {
      return Proofs.stale().refusal();
    }
    holders.put(name, proof);
    return null;
  }

  /** The name was revoked: whoever is given it next may bring a key of its own. */
  synchronized void release(String name) {
    holders.remove(name);
  }
}
