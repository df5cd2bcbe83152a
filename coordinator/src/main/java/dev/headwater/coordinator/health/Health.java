package dev.headwater.coordinator.health;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What /healthz tells anybody: that the coordinator is up, and its version. Phase, round, number of
 * clients and what the run waits for would tell who was asked, and who is missing; Watch tells them
 * to those who may know.
 *
 * @param version of this program
 */
public record Health(String version) {

  /** The fields of /healthz. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("status", "up");
    json.put("version", version);
    return json;
  }
}
