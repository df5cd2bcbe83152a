package dev.headwater.cli.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Runs a command inside a network namespace and says what it did there: {@code LOOKED UP name} for
 * every name that it asked the name server for, {@code COUNTED counter before after} for every
 * counter of the kernel that something sent has moved, {@code EXIT code}.
 */
final class NetworkWatch {
  private static final int DNS = 53;
  private static final int DNS_HEADER = 12;

  /**
   * What is sent, what has no way out, and what is opened; from {@code /proc/net/snmp} and {@code
   * snmp6}. All are counted for each namespace apart.
   */
  private static final List<String> COUNTERS =
      List.of(
          "Ip OutRequests",
          "Ip OutNoRoutes",
          "Tcp ActiveOpens",
          "Tcp OutSegs",
          "Udp OutDatagrams",
          "Ip6OutRequests",
          "Ip6OutNoRoutes",
          "Udp6OutDatagrams");

  private NetworkWatch() {}

  /** Takes the command. */
  public static void main(String[] args) throws Exception {
    SortedSet<String> names = Collections.synchronizedSortedSet(new TreeSet<>());
    try (DatagramSocket server = new DatagramSocket(DNS, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> serve(server, names), "name-server");
      thread.setDaemon(true);
      thread.start();
      Map<String, Long> before = counters();
      int code = new ProcessBuilder(args).inheritIO().start().waitFor();
      Map<String, Long> after = counters();
      System.out.println("EXIT " + code);
      names.forEach(name -> System.out.println("LOOKED UP " + name));
      after.forEach(
          (counter, count) -> {
            if (!count.equals(before.get(counter))) {
              System.out.printf("COUNTED %s %d %d%n", counter, before.get(counter), count);
            }
          });
    }
  }

  /** Answers every question with "no such name", and keeps the name (RFC 1035, section 4). */
  private static void serve(DatagramSocket server, SortedSet<String> names) {
    byte[] buffer = new byte[512];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        server.receive(packet);
        names.add(name(buffer));
        buffer[2] = (byte) 0x81; // a response, recursion desired
        buffer[3] = (byte) 0x83; // recursion available, no such name
        server.send(packet);
      }
    } catch (IOException e) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String name(byte[] question) {
    StringBuilder name = new StringBuilder();
    for (int at = DNS_HEADER; question[at] != 0; at += question[at] + 1) {
      name.append(name.isEmpty() ? "" : ".");
      for (int i = 1; i <= question[at]; i++) {
        name.append((char) question[at + i]);
      }
    }
    return name.toString();
  }

  private static Map<String, Long> counters() throws IOException {
    Map<String, Long> counters = new TreeMap<>();
    // Pairs of lines: names of a protocol's counters, and their values.
    List<String> lines = Files.readAllLines(Path.of("/proc/net/snmp"));
    for (int i = 0; i + 1 < lines.size(); i += 2) {
      String[] names = lines.get(i).split("[: ]+", -1);
      String[] values = lines.get(i + 1).split("[: ]+", -1);
      for (int j = 1; j < names.length; j++) {
        keep(counters, names[0] + " " + names[j], values[j]);
      }
    }
    Path six = Path.of("/proc/net/snmp6");
    if (Files.exists(six)) {
      for (String line : Files.readAllLines(six)) {
        String[] words = line.split("\\s+", -1);
        keep(counters, words[0], words[1]);
      }
    }
    return counters;
  }

  private static void keep(Map<String, Long> counters, String name, String value) {
    if (COUNTERS.contains(name)) {
      counters.put(name, Long.valueOf(value));
    }
  }
}
