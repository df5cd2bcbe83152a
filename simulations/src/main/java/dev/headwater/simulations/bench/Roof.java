package dev.headwater.simulations.bench;

import dev.headwater.vision.extractors.MatrixRoof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;

/**
 * What this machine can do at best, one thread at a time.
 *
 * @param operationsPerSecond float32 operations of a matrix product
 * @param bytesPerSecond read from memory
 * @param roundTripSeconds of one byte over a loopback socket and back, median
 */
public record Roof(double operationsPerSecond, double bytesPerSecond, double roundTripSeconds) {
  /** Each of two arrays: together far larger than any cache. */
  private static final int BYTES = 128 << 20;

  private static final int RUNS = 9;
  private static final int TRIPS = 4000;

  /** {@return the roof, measured now; takes about three seconds} */
  public static Roof measure() {
    return new Roof(MatrixRoof.operationsPerSecond(), memory(), loopback());
  }

  /** Comparing two equal arrays reads both to the end, as fast as the processor can. */
  private static double memory() {
    long[] one = new long[BYTES / Long.BYTES];
    long[] other = new long[BYTES / Long.BYTES];
    long best = Long.MAX_VALUE;
    for (int run = 0; run < RUNS; run++) {
      one[run] = run;
      other[run] = run;
      long began = System.nanoTime();
      if (!Arrays.equals(one, other)) {
        throw new IllegalStateException("memory: two equal arrays differ");
      }
      best = Math.min(best, System.nanoTime() - began);
    }
    return 2.0 * BYTES / (best / 1e9);
  }

  private static double loopback() {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket near = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket far = server.accept()) {
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      Thread echo = new Thread(() -> echo(far), "echo");
      echo.setDaemon(true);
      echo.start();
      long[] nanos = new long[TRIPS];
      for (int trip = 0; trip < TRIPS; trip++) {
        long began = System.nanoTime();
        near.getOutputStream().write(1);
        if (near.getInputStream().read() < 0) {
          throw new IOException("the connection ended");
        }
        nanos[trip] = System.nanoTime() - began;
      }
      Arrays.sort(nanos);
      return nanos[TRIPS / 2] / 1e9;
    } catch (IOException e) {
      throw new UncheckedIOException("loopback: " + e.getMessage(), e);
    }
  }

  private static void echo(Socket socket) {
    try {
      for (int value = socket.getInputStream().read();
          value >= 0;
          value = socket.getInputStream().read()) {
        socket.getOutputStream().write(value);
      }
    } catch (IOException e) {
      // The other side has what it wanted, and closed.
    }
  }
}
