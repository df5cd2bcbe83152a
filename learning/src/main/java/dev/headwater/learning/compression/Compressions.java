package dev.headwater.learning.compression;

import dev.headwater.learning.names.Arguments;
import dev.headwater.learning.names.Choice;
import dev.headwater.learning.names.Choices;
import java.util.function.Function;

/**
 * All compressions by name: {@code float16}, {@code top-k:0.05}. Each has its row in its own file.
 * Nodes and tabs have to know them, so there are none of one's own.
 */
public final class Compressions {
  /** The table. */
  public static final Choices<Compression> CHOICES =
      new Choices<>("compression", Compression.class, Row.class);

  private Compressions() {}

  /** A row of the table. */
  public abstract static class Row extends Choice<Compression> {
    Row(String name, String parameters, String summary, Function<Arguments, Compression> make) {
      super(name, parameters, summary, make);
    }
  }
}
