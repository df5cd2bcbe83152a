package dev.headwater.coordinator.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the memory of requests on the port for clients that have not arrived in full, or that the
 * service has not taken: of all callers together, and of one address. A call that goes beyond is
 * ended, and its client tries again by itself.
 *
 * <p>Guarantee: such requests hold at most {@code most} bytes and a network frame each, those of
 * one address at most half of that; none for longer than {@link RequestLimit#PATIENCE}. Adversary:
 * anybody who reaches the port, without any token, with as many connections and calls as the port
 * lets one open.
 */
public final class RequestBytes extends ServerStreamTracer.Factory {
  private static final Logger log = LoggerFactory.getLogger(RequestBytes.class);
  private static final Context.Key<Taken> TAKEN = Context.key("headwater-request-bytes");
  private static final int PART_OF_HEAP = 8;

  private final long most;
  private final long mostOfOne;

  // Guarded by this.
  private final Map<String, Long> ofAddresses = new HashMap<>();
  private long held;
  private boolean full;

  /**
   * Bounds.
   *
   * @param most bytes of all requests
   * @param mostOfOne bytes of the requests of one address
   */
  RequestBytes(long most, long mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** The bounds of this process: an eighth of its heap, and half of that for one address. */
  public static RequestBytes ofProcess() {
    long most = Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
    return new RequestBytes(most, most / 2);
  }

  /** The current call's request, null for a call that is not counted. */
  static @Nullable Taken current() {
    return TAKEN.get();
  }

  /** Bytes of all requests that are held. */
  synchronized long held() {
    return held;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return new Taken();
  }

  private synchronized boolean add(@Nullable String address, long bytes) {
    held += bytes;
    long one = address == null ? 0 : ofAddresses.merge(address, bytes, Long::sum);
    if (held <= most && one <= mostOfOne) {
      return true;
    }
    if (!full) {
      full = true;
      log.warn(
          "requests on their way hold {} bytes{}: further ones are ended until there is room",
          held,
          held > most ? "" : ", " + one + " of them from " + address);
    }
    return false;
  }

  private synchronized void remove(@Nullable String address, long bytes) {
    held -= bytes;
    if (address != null) {
      ofAddresses.computeIfPresent(address, (any, all) -> all == bytes ? null : all - bytes);
    }
    full = full && held > mostOfOne / 2;
  }

  /** The bytes of one call's request. Network and service threads tell of it. */
  final class Taken extends ServerStreamTracer {
    private @Nullable String address;
    private long own;
    private boolean released;
    private boolean tooMuch;
    private @Nullable Consumer<Status> end;

    @Override
    public Context filterContext(Context context) {
      return context.withValue(TAKEN, this);
    }

    /** Bytes have arrived, of a message that may go on. */
    @Override
    public void inboundWireSize(long bytes) {
      Consumer<Status> ending;
      synchronized (this) {
        if (released || tooMuch) {
          return;
        }
        own += bytes;
        tooMuch = !add(address, bytes);
        ending = tooMuch ? end : null;
      }
      if (ending != null) {
        ending.accept(refusal());
      }
    }

    /**
     * The call has begun.
     *
     * @param from its address
     * @param ending ends it
     */
    void begun(String from, Consumer<Status> ending) {
      boolean now;
      synchronized (this) {
        end = ending;
        if (!released && address == null) {
          remove(null, own);
          address = from;
          tooMuch |= !add(from, own);
        }
        now = tooMuch && !released;
      }
      if (now) {
        ending.accept(refusal());
      }
    }

    /** The service has the request, or the call is over. */
    synchronized void release() {
      if (!released) {
        released = true;
        remove(address, own);
      }
    }

    @Override
    public void streamClosed(Status status) {
      release();
    }

    private static Status refusal() {
      return Status.UNAVAILABLE.withDescription(
          "request: too many at once (expected: fewer; trying again)");
    }
  }
}
