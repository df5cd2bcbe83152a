package dev.headwater.coordinator.access;

import dev.headwater.pki.Role;
import java.util.EnumSet;
import java.util.Set;

/**
 * What callers do, and which roles may: docs/security.md has the same table. Enrol, static pages
 * and /healthz need no role.
 */
public enum Access {
  /** Join. */
  JOIN("Join", Role.CLIENT),
  /** Submit, by the session and key of a join. */
  SUBMIT("Submit", Role.CLIENT),
  /** GetModel, and the model over HTTP. */
  MODEL("the model", Role.CLIENT, Role.WATCHER, Role.OPERATOR),
  /** Watch. */
  WATCH("Watch", Role.CLIENT, Role.WATCHER, Role.OPERATOR),
  /** Published runs. */
  RUNS("published runs", Role.CLIENT, Role.WATCHER, Role.OPERATOR),
  /** /metrics: they say how many were asked, which a sampled run's guarantee hides. */
  METRICS("/metrics", Role.OPERATOR);

  private final String what;
  private final Set<Role> roles;

  Access(String what, Role first, Role... others) {
    this.what = what;
    this.roles = EnumSet.of(first, others);
  }

  /** The roles that may. */
  public Set<Role> roles() {
    return roles;
  }

  /** In words. */
  public String what() {
    return what;
  }
}
