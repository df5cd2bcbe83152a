package dev.headwater.coordinator.members;

import dev.headwater.coordinator.concurrent.Changes;
import dev.headwater.coordinator.concurrent.Timer;
import dev.headwater.coordinator.metrics.CohortMeters;
import dev.headwater.v1.Assignment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Announces what the run waits for: at once to the operator, at most once a second to the clients,
 * of whom there may be thousands. If the sample is secret, only the operator learns who was asked.
 * Used by the run's own thread, except for {@link #sentence}.
 */
public final class Announcer {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final WaitingListener listener;
  private final CohortMeters meters;
  private final Timer timer;
  private final Changes changes;
  private final EnrolledClients enrolled;
  private @Nullable String sentence;
  private volatile @Nullable String publicly;
  private int hidden;
  private long waitingSince;
  private @Nullable String told;
  private long toldAt;
  private volatile boolean alarmSet;

  public Announcer(
      WaitingListener listener,
      CohortMeters meters,
      Timer timer,
      Changes changes,
      EnrolledClients enrolled) {
    this.listener = listener;
    this.meters = meters;
    this.timer = timer;
    this.changes = changes;
    this.enrolled = enrolled;
    this.toldAt = timer.nanoTime() - PAUSE.toNanos();
  }

  /** What the run waits for now, in the public wording, or null. */
  public @Nullable String sentence() {
    return publicly;
  }

  /**
   * From now on only the operator learns who was asked in {@code round}, because the guarantee
   * depends on a secret sample. 0 for no such round.
   */
  public void hideCohort(int round) {
    hidden = round;
  }

  /** The run has not begun; only clients that join from now on are told why. */
  public void preparing(@Nullable String why) {
    publicly = why;
  }

  /** The run waits for {@code now}, or continues. */
  public void waiting(@Nullable String now) {
    String before = sentence;
    sentence = now;
    String others =
        now == null || hidden == 0
            ? now
            : "round %d: waiting for clients (who was asked is secret)".formatted(hidden);
    publicly = others;
    if (!Objects.equals(now, before)) {
      changes.touch();
    }
    long time = timer.nanoTime();
    if (before != null) {
      meters.waited(time - waitingSince);
    }
    waitingSince = time;
    if (now == null || others == null) {
      told = null;
      return;
    }
    // Clients first: the operator's listener may move the clock, and the clients' timer must be set
    // by then.
    tell(others, time);
    if (!now.equals(before)) {
      listener.waiting(now);
    }
  }

  private void tell(String now, long time) {
    if (Objects.equals(now, told)) {
      return;
    }
    if (time - toldAt >= PAUSE.toNanos()) {
      told = now;
      toldAt = time;
      Assignment message = EnrolledClients.wait(now);
      changes.locked(
          () -> {
            enrolled.live().forEach(member -> member.outbox().wait(message));
            return true;
          });
    } else if (!alarmSet) {
      alarmSet = true;
      timer.after(
          PAUSE.minusNanos(time - toldAt),
          () ->
              changes.change(
                  () -> {
                    alarmSet = false;
                  }));
    }
  }

  /**
   * Waits until {@code over}, and announces the reason meanwhile.
   *
   * @param over evaluated under the lock after every change
   * @param reason likewise; null for none that anybody need hear
   */
  public void await(BooleanSupplier over, Supplier<@Nullable String> reason)
      throws InterruptedException {
    while (true) {
      List<@Nullable String> sentence = new ArrayList<>();
      long seen =
          changes.locked(
              () -> {
                boolean done = over.getAsBoolean();
                sentence.add(done ? null : reason.get());
                return done ? -1L : changes.count();
              });
      waiting(sentence.get(0));
      if (seen < 0) {
        return;
      }
      changes.awaitAfter(seen);
    }
  }
}
