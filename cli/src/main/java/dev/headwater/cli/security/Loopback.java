package dev.headwater.cli.security;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Which addresses never leave the machine. */
final class Loopback {
  private Loopback() {}

  /** Whether {@code host} is this machine's own loopback, by every address that it has now. */
  static boolean is(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false; // it may be known later, and be anywhere
    }
  }
}
