package dev.headwater.learning.partition;

import dev.headwater.learning.names.Arguments;
import dev.headwater.learning.names.Choice;
import dev.headwater.learning.names.Choices;
import java.util.function.Function;

/** All partitions by name: {@code iid}, {@code dirichlet:0.5}. Each has its row in its own file. */
public final class Partitions {
  /** The table. */
  public static final Choices<Partition> CHOICES =
      new Choices<>("partition", Partition.class, Row.class);

  private Partitions() {}

  /** A row of the table. */
  public abstract static class Row extends Choice<Partition> {
    /**
     * A row; see {@link Choice#Choice}.
     *
     * @param name the name as it is typed
     * @param parameters the arguments in order, with commas between
     * @param summary a few words of description
     * @param make creates one from its arguments
     */
    protected Row(
        String name, String parameters, String summary, Function<Arguments, Partition> make) {
      super(name, parameters, summary, make);
    }
  }
}
