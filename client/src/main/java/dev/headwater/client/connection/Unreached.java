package dev.headwater.client.connection;

import io.grpc.Status;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why no connection came about, with the address, the reason and what to do. */
final class Unreached {
  /** How Netty ends its messages: "HOST/ADDRESS:PORT", either of the first two may be missing. */
  private static final Pattern PLACE = Pattern.compile("([^\\s/]*)/([^\\s/]+):(\\d+)\\s*$");

  private Unreached() {}

  /** The sentence, or null where {@code status} has another reason. */
  static @Nullable String sentence(Status status) {
    for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      String said = String.valueOf(cause.getMessage());
      if (cause instanceof UnknownHostException) {
        return "coordinator: no host is called %s (expected: a name that this machine can look up; check --coordinator for a misspelling, and the network)"
            .formatted(said.replaceFirst(":.*", ""));
      }
      if (cause instanceof NoRouteToHostException) {
        return "coordinator: no way leads to %s (expected: a network in which it can be reached; check --coordinator, the network, and firewalls on the way)"
            .formatted(place(said));
      }
      if (cause instanceof ConnectException) {
        return said.contains("timed out")
            ? "coordinator: nothing answers at %s (expected: an answer within some seconds; check --coordinator, and firewalls on the way)"
                .formatted(place(said))
            : "coordinator: nobody listens at %s (expected: a coordinator that is running; check --coordinator, and whether 'headwater coordinator' has said 'Listening on port')"
                .formatted(place(said));
      }
    }
    return null;
  }

  private static String place(String said) {
    Matcher place = PLACE.matcher(said);
    if (!place.find()) {
      return "its address";
    }
    String host = place.group(1).isEmpty() ? place.group(2) : place.group(1);
    return "%s, port %s".formatted(host, place.group(3));
  }
}
