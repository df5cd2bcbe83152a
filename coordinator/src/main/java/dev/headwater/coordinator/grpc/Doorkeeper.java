package dev.headwater.coordinator.grpc;

import dev.headwater.coordinator.concurrent.Timer;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the connections of one address, from the moment they are accepted: one that says nothing
 * counts as much as one that calls. A few beyond the bound are told so in words ({@link Peers}) and
 * closed after {@link #TOLD}; whoever asks again may find room then. All others are closed at once.
 */
public final class Doorkeeper {
  /** Time in which a connection beyond the bound can learn why it is closed. */
  public static final Duration TOLD = Duration.ofSeconds(5);

  /** Connections of one address beyond the bound that are told why. */
  static final int SPARE = 16;

  private static final Logger log = LoggerFactory.getLogger(Doorkeeper.class);

  private final int limit;
  private final Timer timer;
  private final int most;
  private final AtomicInteger all = new AtomicInteger();
  private final Map<String, Integer> open = new ConcurrentHashMap<>();
  private final Set<SocketAddress> beyond = ConcurrentHashMap.newKeySet();
  private volatile boolean full;

  /**
   * A door.
   *
   * @param limit connections of one address at once
   * @param most connections of all addresses at once; further ones are closed
   * @param timer closes those that were told
   */
  public Doorkeeper(int limit, int most, Timer timer) {
    this.limit = limit;
    this.most = most;
    this.timer = timer;
  }

  /** Why calls of this connection are refused, or null. */
  @Nullable String refusal(@Nullable SocketAddress remote) {
    return remote == null || !beyond.contains(remote)
        ? null
        : "connections: more than %d from one address (expected: at most that; whoever runs the coordinator can raise --max-connections)"
            .formatted(limit);
  }

  /** Whether a connection stays; called once for each that is accepted. */
  boolean admits(Channel connection) {
    SocketAddress remote = connection.remoteAddress();
    String host = host(remote);
    if (all.get() >= most) { // one thread accepts
      if (!full) {
        full = true;
        log.warn(
            "{} connections are open, as many as the system's limit of open files leaves room for: further ones are closed (raise 'ulimit -n')",
            most);
      }
      return false;
    }
    all.incrementAndGet();
    int count = open.merge(host, 1, Integer::sum);
    if (count - limit == 1) {
      log.warn("more than {} connections from {}: further ones are closed", limit, host);
    }
    if (count - limit > SPARE) { // limit + SPARE would overflow where there is no limit
      left(host); // it is never registered, and its close future never completes
      return false;
    }
    if (count > limit) {
      beyond.add(remote);
      timer.after(TOLD, () -> close(connection));
    }
    var unused =
        connection
            .closeFuture()
            .addListener(
                closed -> {
                  beyond.remove(remote);
                  full = false;
                  left(host);
                });
    return true;
  }

  private static void close(Channel connection) {
    var unused = connection.close();
  }

  private void left(String host) {
    all.decrementAndGet();
    open.computeIfPresent(host, (any, count) -> count == 1 ? null : count - 1);
  }

  static String host(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress internet && internet.getAddress() != null
        ? internet.getAddress().getHostAddress()
        : "";
  }

  /** A listening socket that asks this door about each connection. */
  ServerChannel listener() {
    return new NioServerSocketChannel() {
      @Override
      protected int doReadMessages(List<Object> accepted) throws Exception {
        int before = accepted.size();
        int read = super.doReadMessages(accepted);
        for (int i = accepted.size() - 1; i >= before; i--) {
          if (accepted.get(i) instanceof Channel connection && !admits(connection)) {
            accepted.remove(i);
            connection.unsafe().closeForcibly();
          }
        }
        return read;
      }
    };
  }
}
