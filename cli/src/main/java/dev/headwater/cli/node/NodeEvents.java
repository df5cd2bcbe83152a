package dev.headwater.cli.node;

import dev.headwater.simulations.output.text.Json;
import dev.headwater.simulations.view.RunView;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code client --format json}: what happens to a node, an object a line with its {@code type}, in
 * UTF-8. Nothing else is printed.
 */
public final class NodeEvents {
  /** Prints nothing. */
  public static final NodeEvents NONE = new NodeEvents(null);

  private final @Nullable PrintStream out;

  private NodeEvents(@Nullable PrintStream out) {
    this.out = out;
  }

  /** Prints to {@code out}, which stays open and is flushed after every line. */
  public static NodeEvents on(PrintStream out) {
    return new NodeEvents(out);
  }

  /** Prints an event without more to say. */
  public void tell(String type) {
    tell(type, Map.of());
  }

  /** Prints an event with one value. */
  public void tell(String type, String key, Object value) {
    tell(type, Map.of(key, value));
  }

  /** Prints an event with its values, in their order. */
  public synchronized void tell(String type, Map<String, ?> values) {
    if (out == null) {
      return;
    }
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("type", type);
    event.putAll(values);
    byte[] line = (Json.line(event) + "\n").getBytes(StandardCharsets.UTF_8);
    out.write(line, 0, line.length);
    out.flush();
  }

  /** The same view, whose notes and ended phases are events as well. */
  public RunView beside(RunView view) {
    return new RunView() {
      @Override
      public boolean shown() {
        return view.shown();
      }

      @Override
      public void phase(String name, long done, long total, String note) {
        if (total > 0 && done == total) {
          Map<String, Object> values = new LinkedHashMap<>();
          values.put("name", name);
          values.put("total", total);
          tell("phase", values);
        }
        view.phase(name, done, total, note);
      }

      @Override
      public void note(String sentence) {
        tell("note", "text", sentence);
        view.note(sentence);
      }
    };
  }
}
