package dev.headwater.learning.training.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GramCacheTest {
  private final AtomicInteger computed = new AtomicInteger();

  private float[] compute() {
    computed.incrementAndGet();
    return new float[10];
  }

  @Test
  void aMatrixIsComputedOnceWhileThereIsRoom() {
    GramCache cache = new GramCache(100);
    GramCache.Entry entry = cache.entry();
    assertThat(entry.get(this::compute)).isSameAs(entry.get(this::compute));
    assertThat(computed).hasValue(1);
    assertThat(cache.taken()).isEqualTo(40);
  }

  @Test
  void theOnesThatWereUsedLastAreKept() {
    GramCache cache = new GramCache(100);
    List<GramCache.Entry> entries = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      entries.add(cache.entry());
    }
    entries.get(0).get(this::compute);
    entries.get(1).get(this::compute);
    entries.get(0).get(this::compute); // used again, so 1 is the oldest
    entries.get(2).get(this::compute);
    assertThat(computed).hasValue(3);
    assertThat(cache.taken()).isEqualTo(80);
    entries.get(0).get(this::compute);
    assertThat(computed).hasValue(3);
    entries.get(1).get(this::compute);
    assertThat(computed).hasValue(4);
  }

  @Test
  void aMatrixThatDoesNotFitIsComputedEachTime() {
    GramCache cache = new GramCache(39);
    GramCache.Entry entry = cache.entry();
    entry.get(this::compute);
    entry.get(this::compute);
    assertThat(computed).hasValue(2);
    assertThat(cache.taken()).isZero();
  }
}
