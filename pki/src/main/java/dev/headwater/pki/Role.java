package dev.headwater.pki;

import java.util.Locale;
import java.util.Optional;

/** What a caller may do. */
public enum Role {
  /** Takes part: joins, submits, reads the model and watches. */
  CLIENT,
  /** Reads the model, the run's course and published runs. */
  WATCHER,
  /** Reads what a watcher reads, and the metrics, which say how many were asked. */
  OPERATOR;

  /** The role as it stands in files and certificates. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of this word; empty for any other. */
  public static Optional<Role> of(String word) {
    for (Role role : values()) {
      if (role.word().equals(word)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
