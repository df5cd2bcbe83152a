package dev.headwater.cli.classroom;

import dev.headwater.cli.view.text.Terminal;
import java.util.ArrayList;
import java.util.List;

/** What the terminal says at the start of a lesson. */
final class Greeting {
  private Greeting() {}

  /**
   * Lines for the teacher.
   *
   * @param hasPages whether this build serves pages
   */
  static List<String> lines(Addresses at, Terminal terminal, boolean hasPages) {
    String host = at.hosts().get(0);
    QrCode code = QrCode.of(at.join(host));
    List<String> lines = new ArrayList<>();
    lines.addAll(terminal.lines("Room " + at.room().name() + "."));
    if (!hasPages) {
      lines.addAll(
          terminal.lines(
              "Pages: none, this build was made without Node (expected: Node 20 or newer when it is built; without pages there is no class)."));
    }
    if (!at.reachable()) {
      lines.addAll(
          terminal.lines(
              "No network: this machine has no address that other devices reach (expected: a Wi-Fi or its own hotspot; connect, stop with Ctrl-C and start again, or name the address with --host). Until then the pages work on this machine alone."));
    }
    lines.add("");
    lines.addAll(terminal.lines("Your page. Keep its address to yourself, it steers the class:"));
    lines.add("  " + at.teacher(host));
    lines.add("");
    lines.addAll(
        terminal.lines("Pupils begin here, once on each device (the room's certificate):"));
    lines.add("  " + at.install(host));
    lines.addAll(terminal.lines("SHA-256 " + at.fingerprint()));
    lines.add("");
    lines.addAll(terminal.lines("Then they join here; your page shows both as codes:"));
    lines.add("  " + at.join(host));
    at.hosts().stream().skip(1).map(at::join).forEach(other -> lines.add("  or " + other));
    if (terminal.tty()) {
      lines.add("");
      if (!terminal.unicode()) {
        lines.addAll(terminal.lines("(This terminal has no block characters for a code.)"));
      } else if (code.columns() > terminal.columns()) {
        lines.addAll(
            terminal.lines(
                "(The code needs %d columns, this window has %d.)"
                    .formatted(code.columns(), terminal.columns())));
      } else {
        lines.addAll(code.lines(terminal.colours()));
      }
    }
    lines.add("");
    lines.addAll(terminal.lines("Ctrl-C ends the lesson; the same command goes on another day."));
    return lines;
  }
}
