package dev.headwater.learning.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.names.Arguments;
import dev.headwater.learning.random.KeyedRandom;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A partition that a user wrote, found by its class's name. */
class OwnPartitionTest {
  private static final int[] LABELS = {0, 1, 0, 1, 0, 1};
  private static final List<@Nullable String> USERS =
      Arrays.asList("anna", "ben", "anna", "ben", "cleo", "cleo");

  /** Example i goes to client i modulo what it is told. */
  public static class Modulo implements Partition {
    private final int modulus;

    public Modulo(Arguments arguments) {
      this.modulus = arguments.wholeNumber(0);
    }

    @Override
    public int[] assign(DataSet data, int clients, KeyedRandom random) {
      int[] owners = new int[data.size()];
      Arrays.setAll(owners, i -> i % modulus);
      data.labels()[0] = 99; // a copy: nobody else sees it
      return owners;
    }
  }

  /** Too short. */
  public static class TooShort implements Partition {
    @Override
    public int[] assign(DataSet data, int clients, KeyedRandom random) {
      return new int[data.size() - 1];
    }
  }

  /** Leaves an example out. */
  public static class Wasteful implements Partition {
    @Override
    public int[] assign(DataSet data, int clients, KeyedRandom random) {
      int[] owners = new int[data.size()];
      owners[3] = LEFT_OUT;
      return owners;
    }
  }

  /** Mixes users, and says that it does not. */
  public static class Mixing implements Partition {
    @Override
    public int[] assign(DataSet data, int clients, KeyedRandom random) {
      return new int[data.size()];
    }

    @Override
    public boolean byUser() {
      return true;
    }
  }

  private static Split split(String spec, int clients) {
    return new Splitter(LABELS, 2, USERS, 1).split(Partition.parse(spec), clients);
  }

  private static String own(String spec) {
    return OwnPartitionTest.class.getName() + "$" + spec;
  }

  @Test
  void ownClassDecidesWhoGetsWhat() {
    Split split = split(own("Modulo:2"), 2);

    assertThat(split.clients().keySet()).containsExactly("client-000", "client-001");
    assertThat(split.clients().get("client-000")).containsExactly(0, 2, 4);
    assertThat(split.clients().get("client-001")).containsExactly(1, 3, 5);
    assertThat(split.labelCounts(LABELS, 2).get("client-000")).containsExactly(3, 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Modulo:2|3|no example for client 2 of 3",
        "Modulo:3|2|client 2 for example 2 (expected: 0 to 1",
        "TooShort|1|clients for 5 examples (expected: one client for each of 6 examples)",
        "Wasteful|1|client -1 for example 3",
        "Mixing|1|client 0 examples of several users"
      })
  void splitThatIsNoneIsRefused(String spec, int clients, String sentence) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> split(own(spec), clients))
        .withMessageStartingWith("partition: " + own(spec.replaceFirst(":.*", "")) + " gives ")
        .withMessageContaining(sentence);
  }
}
