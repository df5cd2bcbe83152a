package dev.headwater.cli.node;

import dev.headwater.cli.logs.LogOptions;
import dev.headwater.cli.options.OutputOptions;
import dev.headwater.cli.options.RunOutput;
import dev.headwater.cli.view.TerminalView;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.client.NodeOutcome;
import dev.headwater.client.data.FinalModel;
import dev.headwater.simulations.nodes.KeptModel;
import dev.headwater.simulations.nodes.RunBackbone;
import dev.headwater.simulations.view.RunView;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client prints: a view for people, or events for programs, and both go to the log.
 *
 * @param screen for people; it shows nothing in the other format
 * @param events for programs; none in the other format
 * @param quiet whether people are told nothing but warnings and errors
 */
public record NodeOutput(TerminalView screen, NodeEvents events, boolean quiet)
    implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger("run");

  /** The output for {@code --format}, on standard output. */
  public static NodeOutput of(OutputOptions.Format format, LogOptions log) {
    NodeEvents events =
        format == OutputOptions.Format.JSON
            ? NodeEvents.on(
                new PrintStream(
                    new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8))
            : NodeEvents.NONE;
    boolean quiet = format == OutputOptions.Format.JSON || log.quiet;
    return new NodeOutput(RunOutput.of(format, log).view(), events, quiet);
  }

  /** For whoever prepares the data. */
  public RunView view() {
    return events.beside(screen);
  }

  /** What the node waits for. */
  public void waiting(String reason) {
    events.tell("waiting", "reason", reason);
    screen.waiting(reason);
  }

  /**
   * Keeps what the run has learned, and says where.
   *
   * @throws dev.headwater.files.UserDataException or an {@code UncheckedIOException} if it cannot
   *     be written; then the sentence with which the run has ended is said first
   */
  public void kept(NodeOutcome.Finished finished, KeptModel folder, RunBackbone backbones) {
    FinalModel model = finished.model();
    if (model == null) {
      view().note("The run has no model: no round gave a sum. Nothing is kept.");
      return;
    }
    List<String> files = folder.write(model, finished.summary(), backbones);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("folder", folder.folder().toString());
    values.put("files", files);
    values.put("digest", model.parameters().digest());
    events.tell("model", values);
    screen.note(
        "The model is in %s: %s. Its head has the announced digest %.12s."
            .formatted(folder.folder(), String.join(", ", files), model.parameters().digest()));
  }

  /**
   * The last line.
   *
   * @param outcome in a word
   * @param sentence of the coordinator, or why there is none
   * @param out where people read that it is done
   */
  public void ended(String outcome, String sentence, PrintWriter out) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("outcome", outcome);
    values.put(outcome.equals("done") ? "summary" : "reason", sentence);
    events.tell("ended", values);
    if (outcome.equals("done")) {
      log.info("Done. {}", sentence);
      if (!quiet) {
        Terminal.ofOutput().lines("Done. " + sentence).forEach(out::println);
      }
    }
  }

  @Override
  public void close() {
    screen.close();
  }
}
