package dev.headwater.learning.partitions;

import dev.headwater.learning.contracts.PartitionContract;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partition.Partitions;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table. */
@ParameterizedClass
@MethodSource("specs")
class EveryPartitionTest extends PartitionContract {
  private final String spec;

  EveryPartitionTest(String spec) {
    this.spec = spec;
  }

  static List<String> specs() {
    return Partitions.CHOICES.all().stream().map(row -> row.example().toString()).toList();
  }

  @Override
  protected Partition partition() {
    return Partition.parse(spec);
  }
}
