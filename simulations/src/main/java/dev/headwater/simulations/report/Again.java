package dev.headwater.simulations.report;

import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.origin.Origin;
import dev.headwater.simulations.output.origin.RunStart;
import dev.headwater.simulations.output.text.Launcher;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.report.html.Html;
import dev.headwater.simulations.report.html.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The command that makes the run again, and when and where it was started. */
final class Again {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./^-]+");
  private static final Pattern PATH = Pattern.compile("(?<==)/(?:[^/=]+/)*(?=[^/=]+$)");

  private final RunFacts facts;
  private final List<RunStart> starts;
  private final boolean drawnOnce;
  private final @Nullable Path run;

  /**
   * @param drawnOnce whether noise and cohorts cannot be drawn again
   * @param run its folder; null where there is none
   */
  Again(RunDetails details, boolean drawnOnce, @Nullable Path run) {
    this.run = run;
    this.facts = details.facts();
    this.starts = details.starts();
    this.drawnOnce = drawnOnce;
  }

  String html() {
    Origin origin = facts.origin();
    if (origin == null) {
      return "";
    }
    String command = origin.command().isEmpty() ? "simulate" : origin.command().get(0);
    String what;
    if (drawnOnce) {
      what =
          "This command runs with the same settings. The noise was secure and is recorded nowhere, so the parameters will be others.";
    } else if (command.equals("classroom")) {
      what =
          "This command opens a classroom in which the same is learned in the same way. Other pupils' pictures give other parameters; headwater replay computes the record again.";
    } else if (command.equals("coordinator")) {
      what =
          "This command asks live clients with the same settings. With the same clients, and each of them in the same rounds, it gives the same parameters, bit for bit; headwater replay computes the record again.";
    } else {
      what =
          "This command gives the same parameters, bit for bit, on any machine with the same pictures.";
    }
    return Html.section(
        "again",
        "Run it again",
        Html.paragraph(what)
            + (command.equals("classroom") ? "" : byFile(command))
            + "<pre><code id=\"command\">"
            + command(origin)
            + "</code></pre>\n"
            + Html.about(
                "Settings at a fixed default are left out. Those that Headwater chose for this run, such as the learning rate, are among them. Of paths the last name is shown. config.yaml in the run's folder has everything in full.")
            + starts());
  }

  /** Paths are cut where they are shown, so this is the command that can be copied. */
  private String byFile(String command) {
    return "<pre><code>%s %s --config %s</code></pre>\n"
            .formatted(Html.escape(Launcher.command()), command, Html.escape(quoted(config())))
        + Html.about("Given as flags, these are its settings:");
  }

  /** As it is named from where most people start: the folder in which {@code runs} lies. */
  private String config() {
    Path name = run == null ? null : run.toAbsolutePath().normalize().getFileName();
    if (run == null || name == null) {
      return RunFolder.CONFIG;
    }
    Path above = run.toAbsolutePath().normalize().getParent();
    boolean usual = above != null && above.endsWith(RunFolder.RUNS);
    return (usual ? RunFolder.RUNS + "/" : "") + name + "/" + RunFolder.CONFIG;
  }

  /** A line ends between flags, not in one. */
  private static String command(Origin origin) {
    return "headwater "
        + origin.command().stream()
            .map(word -> quoted(PATH.matcher(word).replaceFirst(".../")))
            .map(word -> "<span>" + Html.escape(word) + "</span>")
            .collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private String starts() {
    if (starts.size() < 2) {
      return "";
    }
    Table table =
        new Table(
            "start-table", "Starts of this run", "#From round", "When", "Commit", "Processor");
    for (RunStart start : starts) {
      @Nullable Origin origin = start.origin();
      table.row(
          Quantities.count(start.firstRound()),
          start.started().replace('T', ' '),
          origin == null ? "-" : known(origin.environment().commit()),
          origin == null ? "-" : known(origin.environment().cpu()));
    }
    return "<h3>It was started %d times</h3>\n".formatted(starts.size()) + table.html();
  }

  private static String known(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
