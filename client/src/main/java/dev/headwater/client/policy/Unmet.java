package dev.headwater.client.policy;

/** A demand that a task does not meet. */
record Unmet(String found, String expected) {
  String sentence(int round) {
    return "round %d: %s (expected: %s; ask whoever runs the coordinator)"
        .formatted(round, found, expected);
  }
}
