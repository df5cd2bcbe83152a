package dev.headwater.coordinator.classroom;

import java.util.List;

/** What a teacher asks for. */
public sealed interface Order {
  /**
   * Other classes to tell apart.
   *
   * @param names of the classes, at least two
   */
  record Classes(List<String> names) implements Order {
    /** Copies the list. */
    public Classes {
      names = List.copyOf(names);
    }
  }

  /**
   * A round of training.
   *
   * @param rounds how often the pupils' changes are added up, at least 1
   */
  record Train(int rounds) implements Order {}
}
