package dev.headwater.coordinator.rounds;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a run is.
 *
 * @param status idle, waiting, training, evaluating or finished
 * @param round the newest round, 0 before the first
 * @param enrolled clients with a live stream
 * @param waitingFor a sentence, null where nothing is waited for
 */
public record Health(String status, int round, int enrolled, @Nullable String waitingFor) {

  /** As /healthz says it. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("status", status);
    json.put("round", round);
    json.put("enrolled", enrolled);
    json.put("waiting_for", waitingFor);
    return json;
  }
}
