package dev.headwater.spark.connection;

import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a Spark, as {@code --master} gives it.
 *
 * @param url such as {@code local[2]} or {@code spark://10.0.0.5:7077}
 */
public record Master(String url) {
  private static final Pattern STANDALONE = Pattern.compile("spark://(.+)");
  private static final String THREADS = "(\\*|[1-9][0-9]*)";

  /** With threads, and how often a task may fail. */
  private static final Pattern THIS_MACHINE =
      Pattern.compile("local(\\[" + THREADS + "(, *[1-9][0-9]*)?])?");

  private static final int CONNECT_MILLIS = 5_000;
  private static final String EXPECTED =
      "expected: local[*] for every core of this machine, local[N] for N of them, or spark://HOST:PORT of a master that runs";

  /** Whether the work is done in this process. */
  public boolean local() {
    return url.equals("local") || url.startsWith("local[");
  }

  /** Whether nobody but this machine takes part, so that the driver need not be seen by others. */
  boolean onThisMachine() {
    return local()
        || (!places().isEmpty()
            && places().stream().allMatch(place -> loopback(place.getHostString())));
  }

  private static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The masters of a standalone cluster, of which one leads; empty for anything else. */
  private List<InetSocketAddress> places() {
    Matcher standalone = STANDALONE.matcher(url);
    List<InetSocketAddress> places = new ArrayList<>();
    if (standalone.matches()) {
      for (String place : standalone.group(1).split(",", -1)) {
        int colon = place.lastIndexOf(':');
        String port = place.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
          throw new UserDataException("master: '%s' (%s)".formatted(url, EXPECTED));
        }
        places.add(
            InetSocketAddress.createUnresolved(place.substring(0, colon), Integer.parseInt(port)));
      }
    }
    return places;
  }

  /**
   * Asks whether anybody listens, because Spark itself asks for a minute and then says little.
   *
   * @throws UserDataException if nobody does
   */
  public void requireReachable() {
    if (url.isBlank() || (local() && !THIS_MACHINE.matcher(url).matches())) {
      throw new UserDataException("master: '%s' (%s)".formatted(url, EXPECTED));
    }
    List<String> troubles = new ArrayList<>();
    for (InetSocketAddress place : places()) {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(place.getHostString(), place.getPort()), CONNECT_MILLIS);
        return;
      } catch (IOException e) {
        String why = e instanceof UnknownHostException ? "unknown host" : e.getMessage();
        troubles.add("%s:%d: %s".formatted(place.getHostString(), place.getPort(), why));
      }
    }
    if (!troubles.isEmpty()) {
      throw new UserDataException(
          "master: no Spark at %s, %s (%s)".formatted(url, String.join("; ", troubles), EXPECTED));
    }
  }
}
