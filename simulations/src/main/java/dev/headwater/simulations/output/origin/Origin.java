package dev.headwater.simulations.output.origin;

import java.util.List;

/**
 * How a run was made.
 *
 * @param command the program's command and every flag that is not at its default, as resolved, one
 *     word each: {@code simulate}, {@code --data=demo}
 * @param environment what it ran on
 */
public record Origin(List<String> command, Environment environment) {
  /**
   * Copies the list.
   *
   * @param command words, not quoted
   * @param environment taken as it is
   */
  public Origin {
    command = List.copyOf(command);
  }
}
