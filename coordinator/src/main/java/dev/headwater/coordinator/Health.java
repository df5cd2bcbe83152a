package dev.headwater.coordinator;

import org.jspecify.annotations.Nullable;

/**
 * How a run is.
 *
 * @param status idle, waiting, training, evaluating or finished
 * @param round the newest round, 0 before the first
 * @param enrolled clients with a live stream
 * @param waitingFor a sentence, null where nothing is waited for
 */
record Health(String status, int round, int enrolled, @Nullable String waitingFor) {}
