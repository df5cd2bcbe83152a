package dev.headwater.coordinator.rounds;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The health of a run.
 *
 * @param status idle, waiting, training, evaluating or finished
 * @param round the newest round, 0 before the first
 * @param enrolled clients with a live stream
 * @param waitingFor a sentence, null if the run does not wait
 */
public record Health(String status, int round, int enrolled, @Nullable String waitingFor) {

  /** The fields of /healthz. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("status", status);
    json.put("round", round);
    json.put("enrolled", enrolled);
    json.put("waiting_for", waitingFor);
    return json;
  }
}
