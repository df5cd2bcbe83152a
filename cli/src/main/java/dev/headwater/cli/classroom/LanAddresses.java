package dev.headwater.cli.classroom;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The addresses by which other devices of the room reach this machine. */
final class LanAddresses {
  /** Bridges and tunnels of containers and virtual machines: no phone is behind them. */
  private static final String VIRTUAL =
      "(docker|br-|veth|virbr|vmnet|vbox|cni|flannel|podman|lxc|tun|tap|utun).*";

  private LanAddresses() {}

  /** IPv4 alone, those of private networks first; empty without a network. */
  static List<String> now() {
    List<Inet4Address> found = new ArrayList<>();
    try {
      for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (!one.isUp()
            || one.isLoopback()
            || one.isPointToPoint()
            || one.getName().matches(VIRTUAL)) {
          continue;
        }
        for (InetAddress address : Collections.list(one.getInetAddresses())) {
          if (address instanceof Inet4Address four && !four.isLoopbackAddress()) {
            found.add(four);
          }
        }
      }
    } catch (SocketException e) {
      return List.of(); // the system does not tell; --host does
    }
    return found.stream()
        .sorted(Comparator.comparing(address -> !address.isSiteLocalAddress()))
        .map(InetAddress::getHostAddress)
        .distinct()
        .toList();
  }
}
