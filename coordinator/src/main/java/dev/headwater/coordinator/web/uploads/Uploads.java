package dev.headwater.coordinator.web.uploads;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.HttpService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the requests that are still on their way: each may take {@link #PATIENCE}, and together
 * they may hold a part of the memory. Answers may take as long as they like.
 *
 * <p>Guarantee: bodies that have not arrived in full hold at most {@code mostBytes} and a message
 * each, none of them for longer than the patience. Adversary: anybody who reaches the port, without
 * any token, with as many connections as the port lets them open.
 */
public final class Uploads {
  /** Time from a request's headers to the end of its body: 4 MiB at half a megabit a second. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int PART_OF_HEAP = 8;
  private static final Logger log = LoggerFactory.getLogger(Uploads.class);

  private final Duration patience;
  private final long mostBytes;
  private final AtomicLong held = new AtomicLong();
  private final AtomicBoolean full = new AtomicBoolean();

  /** The bounds of this process: an eighth of its heap. */
  public static Uploads ofProcess() {
    return new Uploads(PATIENCE, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /**
   * Bounds.
   *
   * @param patience for one body
   * @param mostBytes of all bodies that have not arrived in full
   */
  public Uploads(Duration patience, long mostBytes) {
    this.patience = patience;
    this.mostBytes = mostBytes;
  }

  /** Bytes of all bodies that have not arrived in full. */
  public long held() {
    return held.get();
  }

  /** {@code inner}, whose requests are bounded. */
  public HttpService bounding(HttpService inner) {
    return (context, request) -> {
      AtomicLong own = new AtomicLong();
      HttpRequest counted = Counted.of(request, data -> took(request, own, data));
      var late =
          context
              .eventLoop()
              .withoutContext()
              .schedule(() -> late(request), patience.toMillis(), TimeUnit.MILLISECONDS);
      var unused =
          request
              .whenComplete()
              .whenComplete(
                  (nothing, cause) -> {
                    late.cancel(false);
                    if (held.addAndGet(-own.getAndSet(0)) < mostBytes / 2) {
                      full.set(false);
                    }
                  });
      context.updateRequest(counted);
      return inner.serve(context, counted);
    };
  }

  private void took(HttpRequest request, AtomicLong own, HttpData data) {
    own.addAndGet(data.length());
    if (held.addAndGet(data.length()) > mostBytes) {
      if (full.compareAndSet(false, true)) { // once, not for every upload of a flood
        log.warn(
            "uploads on their way hold {} bytes: further ones are refused until there is room",
            mostBytes);
      }
      request.abort(
          new UploadRefusedException(
              "upload: too many at once (expected: fewer; trying again later)"));
    }
  }

  private void late(HttpRequest request) {
    if (!request.whenComplete().isDone()) {
      request.abort(
          new UploadRefusedException(
              "upload: not complete %d s after its headers (expected: at once; trying again)"
                  .formatted(patience.toSeconds())));
    }
  }
}
