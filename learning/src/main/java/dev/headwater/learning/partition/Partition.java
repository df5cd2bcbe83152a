package dev.headwater.learning.partition;

import dev.headwater.learning.names.Spec;
import dev.headwater.learning.random.KeyedRandom;

/**
 * How a data set is split across simulated clients. The outcome depends only on the labels, the
 * users, the number of clients and the seed. {@link Splitter#split} carries it out and checks what
 * comes back: every example goes to one client, and every client has at least one.
 *
 * <p>A partition of your own implements {@link #assign}; docs/extending.md shows one.
 */
public interface Partition {
  /** In an assignment: an example of a user that is no client, see {@link #byUser}. */
  int LEFT_OUT = -1;

  /**
   * Says who gets what.
   *
   * @param data labels and users; a copy, which may be written to
   * @param clients how many, from 1 to the number of examples
   * @param random decides everything random; seeded by the run's seed
   * @return the client of every example, in [0, clients)
   * @throws IllegalArgumentException if the split cannot be made, saying what would make it
   *     possible
   */
  int[] assign(DataSet data, int clients, KeyedRandom random);

  /**
   * {@return its name and arguments, as the table of partitions reads them; for a class of your own
   * its name}
   */
  default Spec spec() {
    return Spec.of(getClass().getName());
  }

  /**
   * {@return whether each client is one user that the data names}
   *
   * <p>If so, the client has the user's name, there are as many clients as users unless fewer are
   * asked for, and examples of the others are {@link #LEFT_OUT}.
   */
  default boolean byUser() {
    return false;
  }

  /**
   * {@return a new partition, read from the command line's form}
   *
   * @param text such as {@code dirichlet:0.1} or {@code com.acme.Mine:0.3}
   * @throws IllegalArgumentException if nothing has that name, or the arguments do not fit
   */
  static Partition parse(String text) {
    return Partitions.CHOICES.parse(text);
  }
}
