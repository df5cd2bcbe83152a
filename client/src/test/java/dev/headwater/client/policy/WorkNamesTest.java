package dev.headwater.client.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.work.LocalWork;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class WorkNamesTest {
  /** A work that is not among the names could never be allowed. */
  @Test
  void everyKindOfWorkHasAName() {
    assertThat(LocalWork.NAMES).hasSize((int) kinds(LocalWork.class).count()).isSorted();
  }

  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(WorkNamesTest::kinds)
        : Stream.of(type);
  }
}
