package dev.headwater.coordinator.access;

import dev.headwater.pki.Role;
import java.util.List;

/**
 * What callers do, and which roles may: docs/security.md has the same table. Enrol, static pages,
 * /healthz and /readyz need no role.
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
  /** In a classroom: its settings, its next run, and the files of its past runs. */
  ROOM("the teacher's page", Role.OPERATOR),
  /** /metrics: they say how many were asked, and who, which a sampled run's guarantee hides. */
  METRICS("/metrics", Role.OPERATOR);

  private final String what;
  private final boolean client;
  private final boolean watcher;
  private final boolean operator;

  Access(String what, Role... roles) {
    List<Role> all = List.of(roles);
    this.what = what;
    this.client = all.contains(Role.CLIENT);
    this.watcher = all.contains(Role.WATCHER);
    this.operator = all.contains(Role.OPERATOR);
  }

  /** Whether {@code role} may. */
  public boolean admits(Role role) {
    return switch (role) {
      case CLIENT -> client;
      case WATCHER -> watcher;
      case OPERATOR -> operator;
    };
  }

  /** In words. */
  public String what() {
    return what;
  }
}
