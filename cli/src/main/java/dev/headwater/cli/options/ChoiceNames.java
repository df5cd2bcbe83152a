package dev.headwater.cli.options;

import dev.headwater.learning.models.Models;
import dev.headwater.learning.names.Choices;
import java.util.Iterator;

/** The tables of names for help and completion. */
public class ChoiceNames implements Iterable<String> {
  private final Choices<?> choices;

  private ChoiceNames(Choices<?> choices) {
    this.choices = choices;
  }

  @Override
  public Iterator<String> iterator() {
    return choices.all().stream().map(choice -> choice.usage()).map(String::valueOf).iterator();
  }

  /** The names for {@code --strategy}. */
  static final class Strategies extends ChoiceNames {
    Strategies() {
      super(dev.headwater.learning.strategies.Strategies.CHOICES);
    }
  }

  /** The names for {@code --aggregator}. */
  public static final class Aggregators extends ChoiceNames {
    Aggregators() {
      super(dev.headwater.learning.aggregation.Aggregators.CHOICES);
    }
  }

  /** The names for {@code --compression}. */
  static final class Compressions extends ChoiceNames {
    Compressions() {
      super(dev.headwater.learning.compression.Compressions.CHOICES);
    }
  }

  /** The names for {@code --head}. */
  static final class Heads extends ChoiceNames {
    Heads() {
      super(Models.CHOICES);
    }
  }

  /** Of {@code --partition}. */
  static final class Partitions extends ChoiceNames {
    Partitions() {
      super(dev.headwater.learning.partition.Partitions.CHOICES);
    }
  }
}
