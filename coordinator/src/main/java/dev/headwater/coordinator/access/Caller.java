package dev.headwater.coordinator.access;

import dev.headwater.pki.Role;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param role what the caller may do, null where the coordinator asks nobody for anything
 * @param name the only name under which the caller may join, null for any
 * @param key the only key with which the caller may join, null for any
 * @param joinToken to be bound to the caller's key when it joins, null for none
 */
public record Caller(
    @Nullable Role role,
    @Nullable String name,
    @Nullable PublicKey key,
    @Nullable String joinToken) {
  static final Caller ANYBODY = new Caller(null, null, null, null);

  /** Whether the caller may do {@code what}. */
  public boolean may(Access what) {
    return role == null || what.admits(role);
  }
}
