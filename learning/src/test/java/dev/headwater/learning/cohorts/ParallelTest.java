package dev.headwater.learning.cohorts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParallelTest {
  private final ExecutorService threads = Executors.newFixedThreadPool(3);

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  @Test
  void resultsAreInTheOrderOfTheTasks() throws InterruptedException {
    List<Callable<Integer>> tasks = new ArrayList<>();
    IntStream.range(0, 200).forEach(i -> tasks.add(() -> i * i));
    List<Integer> expected = IntStream.range(0, 200).map(i -> i * i).boxed().toList();
    assertThat(Parallel.all(threads, tasks)).isEqualTo(expected);
    assertThat(Parallel.all(Runnable::run, tasks)).isEqualTo(expected);
    assertThat(Parallel.<Integer>all(threads, List.of())).isEmpty();
  }

  /** The second one fails at once, the first one later. */
  @Test
  void theFirstFailureInThatOrderIsThrown() {
    CountDownLatch secondFailed = new CountDownLatch(1);
    List<Callable<Integer>> tasks =
        List.of(
            () -> {
              secondFailed.await();
              throw new IllegalArgumentException("first");
            },
            () -> {
              secondFailed.countDown();
              throw new IllegalArgumentException("second");
            });
    assertThatThrownBy(() -> Parallel.all(threads, tasks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("first");
  }

  @Test
  void tasksAfterAFailureAreLeftOut() {
    AtomicInteger ran = new AtomicInteger();
    List<Callable<Integer>> tasks = new ArrayList<>();
    tasks.add(ran::incrementAndGet);
    tasks.add(
        () -> {
          throw new IllegalStateException("stop");
        });
    IntStream.range(0, 50).forEach(i -> tasks.add(ran::incrementAndGet));
    assertThatThrownBy(() -> Parallel.all(Runnable::run, tasks)).hasMessage("stop");
    assertThat(ran).hasValue(1);
  }

  @Test
  void aCallerThatIsInterruptedInterruptsTheTasks() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    List<Callable<Integer>> tasks =
        List.of(
            () -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
              return 0;
            });
    Thread caller =
        new Thread(
            () -> {
              try {
                Parallel.all(threads, tasks);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    caller.start();
    begun.await();
    caller.interrupt();
    interrupted.await();
    caller.join();
    assertThat(caller.isAlive()).isFalse();
  }
}
