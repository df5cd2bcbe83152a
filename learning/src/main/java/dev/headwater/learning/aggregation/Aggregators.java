package dev.headwater.learning.aggregation;

import dev.headwater.learning.names.Arguments;
import dev.headwater.learning.names.Choice;
import dev.headwater.learning.names.Choices;
import java.util.function.Function;

/**
 * All aggregators by name: {@code mean}, {@code trimmed-mean:0.1}. Each has its row in its own
 * file.
 */
public final class Aggregators {
  /** The table. */
  public static final Choices<Aggregator> CHOICES =
      new Choices<>("aggregator", Aggregator.class, Row.class);

  private Aggregators() {}

  /** A row of the table. */
  public abstract static class Row extends Choice<Aggregator> {
    /**
     * A row; see {@link Choice#Choice}.
     *
     * @param name the name as it is typed
     * @param parameters the arguments in order, with commas between
     * @param summary a few words of description
     * @param make creates one from its arguments
     */
    protected Row(
        String name, String parameters, String summary, Function<Arguments, Aggregator> make) {
      super(name, parameters, summary, make);
    }
  }
}
