package dev.headwater.learning.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.partitions.Dirichlet;
import dev.headwater.learning.partitions.Iid;
import dev.headwater.learning.partitions.LogNormal;
import dev.headwater.learning.partitions.Natural;
import dev.headwater.learning.partitions.Pathological;
import dev.headwater.learning.partitions.Shards;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTest {

  @Test
  void commandLineFormIsRead() {
    assertThat(Partition.parse("iid")).isEqualTo(new Iid());
    assertThat(Partition.parse("natural")).isEqualTo(new Natural());
    assertThat(Partition.parse("dirichlet:0.1")).isEqualTo(new Dirichlet(0.1));
    assertThat(Partition.parse("shards:2")).isEqualTo(new Shards(2));
    assertThat(Partition.parse("pathological:3")).isEqualTo(new Pathological(3));
    assertThat(Partition.parse("lognormal:1.5")).isEqualTo(new LogNormal(1.5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"iid", "natural", "dirichlet:0.1", "shards:2", "pathological:3", "lognormal:1.5"})
  void writtenFormIsReadBack(String text) {
    assertThat(Partition.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Iid",
        "random",
        "iid:3",
        "natural:",
        "dirichlet",
        "dirichlet:",
        "dirichlet:x",
        "dirichlet:0",
        "dirichlet:-1",
        "dirichlet:NaN",
        "dirichlet:Infinity",
        "dirichlet:1e-310",
        "shards",
        "shards:0",
        "shards:1.5",
        "shards:99999999999",
        "pathological:0",
        "lognormal:-1",
        "lognormal:Infinity",
        "lognormal:1e308",
        "lognormal:"
      })
  void otherTextIsRefusedWithWhatIsExpected(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Partition.parse(text))
        .withMessageStartingWith("partition: ")
        .withMessageContaining("(expected: ");
  }

  @Test
  void unknownNameTellsTheNearest() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Partition.parse("dirichelt:0.5"))
        .withMessageContaining("did you mean dirichlet?")
        .withMessageContaining("pathological:K, shards:K");
  }
}
