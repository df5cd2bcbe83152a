package dev.headwater.coordinator.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that moves when a test says so. */
public final class FakeTimer implements Timer {
  private record Alarm(long at, Runnable then) {}

  private final List<Alarm> alarms = new ArrayList<>();
  private long now;

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  @Override
  public synchronized Runnable after(Duration wait, Runnable then) {
    Alarm alarm = new Alarm(now + wait.toNanos(), then);
    alarms.add(alarm);
    return () -> {
      synchronized (this) {
        alarms.remove(alarm);
      }
    };
  }

  /** Lets {@code time} pass and runs what is due. */
  public void advance(Duration time) {
    List<Alarm> due;
    synchronized (this) {
      now += time.toNanos();
      due = alarms.stream().filter(alarm -> alarm.at() <= now).toList();
      alarms.removeAll(due);
    }
    due.forEach(alarm -> alarm.then().run());
  }
}
