package dev.headwater.coordinator.health;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the coordinator can serve rounds, for /readyz: not while it reads its pictures. A run
 * that waits for clients is ready, and one that is over stays so: its pages and its end are served.
 */
public final class Readiness {
  private volatile @Nullable String reason;

  /**
   * Ready, or not yet.
   *
   * @param reason why not yet, a sentence that anybody may read; null if it is ready
   */
  public Readiness(@Nullable String reason) {
    this.reason = reason;
  }

  /** From here on rounds can be served. */
  public void reached() {
    reason = null;
  }

  /** Why rounds cannot be served yet; null if they can. */
  public @Nullable String missing() {
    return reason;
  }

  /** Whether rounds can be served. */
  public boolean ready() {
    return reason == null;
  }

  /** The fields of /readyz. */
  public Map<String, @Nullable Object> json() {
    String missing = reason;
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("status", missing == null ? "ready" : "preparing");
    if (missing != null) {
      json.put("reason", missing);
    }
    return json;
  }
}
