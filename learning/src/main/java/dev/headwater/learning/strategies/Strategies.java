package dev.headwater.learning.strategies;

import dev.headwater.learning.names.Arguments;
import dev.headwater.learning.names.Choice;
import dev.headwater.learning.names.Choices;
import dev.headwater.learning.strategy.Strategy;
import java.util.function.Function;

/**
 * All strategies by name: {@code fedavg}, {@code fedadam:0.1}, {@code fed3r:10}. Each has its row
 * in its own file.
 */
public final class Strategies {
  /** The table. */
  public static final Choices<Strategy> CHOICES =
      new Choices<>("strategy", Strategy.class, Row.class);

  private Strategies() {}

  /** A row of the table. */
  public abstract static class Row extends Choice<Strategy> {
    /**
     * A row; see {@link Choice#Choice}.
     *
     * @param name the name as it is typed
     * @param parameters the arguments in order, with commas between
     * @param summary a few words of description
     * @param make creates one from its arguments
     */
    protected Row(
        String name, String parameters, String summary, Function<Arguments, Strategy> make) {
      super(name, parameters, summary, make);
    }
  }
}
