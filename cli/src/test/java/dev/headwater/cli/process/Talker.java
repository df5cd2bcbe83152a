package dev.headwater.cli.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Does what no run may do: leaves a file at home, looks up a host, connects. */
final class Talker {
  private Talker() {}

  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(System.getenv("HOME"), "device-id"), "me");
    try {
      System.out.println(InetAddress.getAllByName("events.example.org").length);
    } catch (UnknownHostException e) {
      System.out.println("unknown, as everything is here");
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 443));
    } catch (IOException e) {
      System.out.println("refused, as everything is here");
    }
  }
}
