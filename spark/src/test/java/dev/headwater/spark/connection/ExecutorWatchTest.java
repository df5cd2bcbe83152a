package dev.headwater.spark.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.junit.jupiter.api.Test;

class ExecutorWatchTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final SparkListenerExecutorRemoved LOST =
      new SparkListenerExecutorRemoved(0, "7", "Command exited with code 137\n and more");

  private final List<String> notes = new ArrayList<>();
  private final CountDownLatch givenUp = new CountDownLatch(1);
  private final AtomicInteger executors = new AtomicInteger();
  private final ExecutorWatch watch =
      new ExecutorWatch(SHORT, executors::get, notes::add, givenUp::countDown);

  @Test
  void lostExecutorIsToldOfInOneLine() {
    watch.onExecutorRemoved(LOST);
    assertThat(notes)
        .containsExactly(
            "Spark lost executor 7 (Command exited with code 137). Its share is done again on others.");
  }

  @Test
  void workIsGivenUpWhenNobodyIsLeftForAsLongAsPatienceLasts() throws InterruptedException {
    watch.onExecutorRemoved(LOST);
    assertThat(givenUp.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void workGoesOnWhileOthersAreThere() throws InterruptedException {
    executors.set(1);
    watch.onExecutorRemoved(LOST);
    assertThat(givenUp.await(200, TimeUnit.MILLISECONDS)).isFalse();
  }

  @Test
  void endOfTheRunIsNoLoss() throws InterruptedException {
    watch.end();
    watch.onExecutorRemoved(LOST);
    assertThat(notes).isEmpty();
    assertThat(givenUp.await(200, TimeUnit.MILLISECONDS)).isFalse();
  }

  @Test
  void nobodyComesWithinThePatience() throws InterruptedException {
    assertThat(watch.await()).isFalse();
    executors.set(2);
    assertThat(watch.await()).isTrue();
  }
}
