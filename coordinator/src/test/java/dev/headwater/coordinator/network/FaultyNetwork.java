package dev.headwater.coordinator.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy before a port, whose first connections are bad: what it passes on comes late and in
 * pieces, and at a byte that is drawn from the seed it resets the connection, in the middle of a
 * message, after a request whose answer is lost (the client sends it again: a duplicate), or before
 * anything went through. Later connections are good, so that whoever goes on trying ends.
 *
 * <p>What TCP hides needs no fault of its own: a lost packet is a late one, one that comes twice
 * comes once.
 */
final class FaultyNetwork implements AutoCloseable {
  private static final int MOST_BYTES = 6_000;
  private static final int MOST_PIECE = 700;
  private static final int MOST_DELAY_MICROS = 3_000;

  private final int target;
  private final long seed;
  private final int badConnections;
  private final ServerSocket door;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger resets = new AtomicInteger();
  private volatile boolean partitioned;

  /**
   * A proxy on a free port.
   *
   * @param target port on this machine that it passes everything on to
   * @param seed of all faults
   * @param badConnections so many connections have faults
   */
  FaultyNetwork(int target, long seed, int badConnections) throws IOException {
    this.target = target;
    this.seed = seed;
    this.badConnections = badConnections;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  /** Connections that it has reset. */
  int resets() {
    return resets.get();
  }

  /** From here on nothing goes through, and what is open is reset. */
  void part() {
    partitioned = true;
    open.forEach(FaultyNetwork::reset);
  }

  /** The partition is over. */
  void heal() {
    partitioned = false;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        if (partitioned) {
          reset(client);
        } else {
          join(client, connections.getAndIncrement());
        }
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void join(Socket client, int number) {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(client);
      open.add(server);
      Random random = new Random(seed * 1_000_003 + number);
      boolean bad = number < badConnections;
      boolean upwards = random.nextBoolean();
      int end = bad ? random.nextInt(MOST_BYTES) : Integer.MAX_VALUE;
      Runnable cut =
          () -> {
            resets.incrementAndGet();
            reset(client);
            reset(server);
          };
      long up = random.nextLong();
      long down = random.nextLong();
      threads.execute(() -> pass(client, server, bad, up, upwards ? end : Integer.MAX_VALUE, cut));
      threads.execute(
          () -> pass(server, client, bad, down, upwards ? Integer.MAX_VALUE : end, cut));
    } catch (IOException e) {
      reset(client);
    }
  }

  private void pass(Socket from, Socket to, boolean bad, long own, int end, Runnable cut) {
    Random random = new Random(own);
    byte[] piece = new byte[1 << 14];
    int passed = 0;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (true) {
        int most = bad ? 1 + random.nextInt(MOST_PIECE) : piece.length;
        int read = in.read(piece, 0, Math.min(most, Math.max(1, end - passed)));
        if (read < 0) {
          to.shutdownOutput();
          return;
        }
        if (bad) {
          LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(MOST_DELAY_MICROS)));
        }
        out.write(piece, 0, read);
        out.flush();
        passed += read;
        if (passed >= end) {
          cut.run();
          return;
        }
      }
    } catch (IOException e) {
      reset(from);
      reset(to);
    } finally {
      open.remove(from);
    }
  }

  /** Ends it as a lost connection ends, not as one that is closed in order. */
  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    open.forEach(FaultyNetwork::reset);
    threads.shutdownNow();
  }
}
