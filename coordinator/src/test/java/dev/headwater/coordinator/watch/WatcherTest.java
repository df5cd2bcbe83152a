package dev.headwater.coordinator.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.coordinator.access.Access;
import dev.headwater.coordinator.access.Permit;
import dev.headwater.v1.RoundReport;
import dev.headwater.v1.RunStatus;
import dev.headwater.v1.WatchEvent;
import io.grpc.Status;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatcherTest {
  private final ReportHistory history = new ReportHistory();

  private static RunStatus status(int round) {
    return RunStatus.newBuilder().setRound(round).build();
  }

  private static RoundReport report(int round) {
    return RoundReport.newBuilder().setRound(round).build();
  }

  private Watcher watcher(FakeWatcher stream) {
    var watcher = new Watcher(stream, Permit.open(Access.WATCH), history);
    stream.setOnReadyHandler(watcher::drain);
    return watcher;
  }

  @Test
  void historyIsSentAfterTheStatusInOrder() {
    IntStream.rangeClosed(1, 200).mapToObj(WatcherTest::report).forEach(history::add);
    var stream = new FakeWatcher(1000);
    watcher(stream).offer(status(200));
    assertThat(stream.events()).hasSize(201);
    assertThat(stream.events().get(0).getStatus()).isEqualTo(status(200));
    assertThat(stream.reports())
        .extracting(RoundReport::getRound)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 200).boxed().toList());
  }

  @Test
  void slowReaderFindsTheNewestStatusAndEveryReport() {
    var stream = new FakeWatcher(0);
    Watcher watcher = watcher(stream);
    for (int round = 1; round <= 500; round++) {
      history.add(report(round));
      watcher.offer(status(round));
    }
    assertThat(stream.events()).isEmpty();
    stream.read(1000);
    assertThat(stream.statuses()).containsExactly(status(500));
    assertThat(stream.reports()).hasSize(500);
  }

  @Test
  void statusesAndReportsTakeTurns() {
    var stream = new FakeWatcher(0);
    Watcher watcher = watcher(stream);
    IntStream.rangeClosed(1, 3).mapToObj(WatcherTest::report).forEach(history::add);
    for (int i = 1; i <= 4; i++) {
      watcher.offer(status(i));
      stream.read(1);
    }
    assertThat(stream.events())
        .extracting(WatchEvent::hasStatus)
        .containsExactly(true, false, true, false);
  }

  @Test
  void completesOnceEverythingIsSent() {
    var stream = new FakeWatcher(1);
    Watcher watcher = watcher(stream);
    history.add(report(1));
    watcher.offer(status(1));
    watcher.complete();
    assertThat(stream.completed()).isFalse();
    stream.read(2);
    assertThat(stream.reports()).containsExactly(report(1));
    assertThat(stream.completed()).isTrue();
    watcher.end(Status.UNAVAILABLE);
    assertThat(stream.error()).isNull();
  }

  @Test
  void endingGivesTheReason() {
    var stream = new FakeWatcher(0);
    watcher(stream).end(Status.UNAVAILABLE);
    assertThat(Status.fromThrowable(java.util.Objects.requireNonNull(stream.error())))
        .extracting(Status::getCode)
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void streamThatFailsDoesNotReachTheRun() {
    var stream =
        new FakeWatcher(5) {
          @Override
          public synchronized void onNext(WatchEvent value) {
            throw Status.CANCELLED.asRuntimeException();
          }
        };
    Watcher watcher = watcher(stream);
    watcher.offer(status(1));
    watcher.offer(status(2));
    watcher.complete();
    assertThat(stream.completed()).isFalse();
  }

  @Test
  void historyIsBoundedByNumber() {
    for (int round = 1; round <= ReportHistory.MAX_REPORTS + 5; round++) {
      history.add(report(round));
    }
    assertThat(history.from(0).reports().get(0)).isEqualTo(report(6));
    assertThat(history.from(ReportHistory.MAX_REPORTS + 4L).reports())
        .containsExactly(report(ReportHistory.MAX_REPORTS + 5));
  }

  @Test
  void historyIsBoundedByBytes() {
    String large = "x".repeat(1 << 20);
    for (int round = 1; round <= 40; round++) {
      history.add(report(round).toBuilder().setNoSum(large).build());
    }
    assertThat(history.from(0).reports()).hasSizeBetween(30, 32);
    assertThat(history.from(0).end()).isEqualTo(40);
  }
}
