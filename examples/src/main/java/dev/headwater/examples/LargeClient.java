package dev.headwater.examples;

import dev.headwater.learning.names.Arguments;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.partition.DataSet;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.random.KeyedRandom;
import java.util.stream.IntStream;

/**
 * A partition: the first client has a share of all pictures, the others have equally many.
 *
 * @param share of the first client, above 0 and below 1
 */
public record LargeClient(double share) implements Partition {

  public LargeClient {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "partition: share %s (expected: above 0 and below 1)".formatted(share));
    }
  }

  /** How --partition dev.headwater.examples.LargeClient:0.3 makes one. */
  public LargeClient(Arguments arguments) {
    this(arguments.number(0));
  }

  @Override
  public Spec spec() {
    return Spec.of(LargeClient.class.getName(), share);
  }

  @Override
  public int[] assign(DataSet data, int clients, KeyedRandom random) {
    int[] order = IntStream.range(0, data.size()).toArray();
    random.shuffle(order);
    int others = clients - 1;
    int large = others == 0 ? order.length : (int) Math.ceil(share * (order.length - others));
    int[] owners = new int[order.length]; // all of them the first client's
    for (int i = large; i < order.length; i++) {
      owners[order[i]] = 1 + (i - large) % others;
    }
    return owners;
  }
}
