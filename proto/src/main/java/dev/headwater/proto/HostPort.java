package dev.headwater.proto;

/**
 * An address as text: {@code host:port}, or {@code [::1]:port} for IPv6.
 *
 * @param host without brackets
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {

  /**
   * Parses {@code text}.
   *
   * @param flag the flag's name for the message
   * @throws IllegalArgumentException if it is anything else
   */
  public static HostPort parse(String flag, String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      host = "";
    }
    String digits = text.substring(colon + 1);
    boolean number = digits.matches("[0-9]{1,5}") && Integer.parseInt(digits) <= 65535;
    if (host.isBlank() || !number) {
      throw new IllegalArgumentException(
          "%s: '%s' (expected: host:port, such as localhost:7070)".formatted(flag, text));
    }
    return new HostPort(host, Integer.parseInt(digits));
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
