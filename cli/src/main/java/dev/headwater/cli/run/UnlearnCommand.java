package dev.headwater.cli.run;

import dev.headwater.cli.config.ConfigFile;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.state.SavedStatistics;
import dev.headwater.simulations.unlearning.Departure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code headwater unlearn}: runs the rest of a closed-form run again without one client, whose
 * sums are subtracted; the result has the bits of a run that never saw the client.
 */
@Command(
    name = "unlearn",
    description =
        "Removes one client from the head of a fed3r, fedncm, lda or exact-softmax run. The result is, bit for bit, that of a run without the client.",
    footer = "headwater unlearn --run runs/latest --client client-003",
    mixinStandardHelpOptions = true)
public final class UnlearnCommand implements Callable<Integer> {
  private static final String WITHOUT = "without";

  @Spec CommandSpec spec;

  @Option(names = "--run", required = true, paramLabel = "RUN", description = "The run's folder.")
  Path run = Path.of("");

  @Option(
      names = "--client",
      required = true,
      paramLabel = "NAME",
      description =
          "The client to remove. Where clients are nodes it has to be running, to send its sums once more.")
  String client = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The new run's folder; it must not exist yet. Default: a new one below runs/.")
  @Nullable Path out;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description = "Output: text or json. Default: ${DEFAULT-VALUE}.")
  String format = "text";

  @Option(
      names = "--token",
      paramLabel = "T",
      description =
          "Where clients are nodes: the token that they present to enrol. Default: none, as a run keeps no token.")
  @Nullable String token;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      description =
          "Where clients are nodes: how long to wait for them before giving up with exit code 4. Default: as the run did.")
  @Nullable String wait;

  @Override
  public Integer call() {
    RecordedRun recorded = RunFolder.open(run);
    if (client.isBlank() || client.contains(",")) {
      throw new UserDataException(
          "client: '%s' (expected: the name of one client)".formatted(client));
    }
    Departure departure = new Departure(SavedStatistics.read(run), client); // before the long work
    boolean simulated = recorded.config().containsKey("data");
    if (simulated && (token != null || wait != null)) {
      throw new UserDataException(
          "%s: the clients of %s are simulated (expected: none; it is for nodes)"
              .formatted(token != null ? "token" : "wait", run));
    }
    List<String> args = new ArrayList<>();
    args.add(simulated ? "simulate" : "coordinator");
    args.add("--config=" + run.resolve(RunFolder.CONFIG));
    args.add("--unlearn=" + run);
    args.add("--without=" + leaving(recorded));
    args.add("--format=" + format);
    if (!simulated) {
      args.addAll(forNodes(recorded, departure.saved().contributors().size() - 1));
    }
    if (out != null) {
      args.add("--out=" + out);
    }
    CommandLine cli = spec.root().commandLine();
    String[] command = args.toArray(String[]::new);
    ConfigFile.in(command)
        .ifPresent(config -> cli.setDefaultValueProvider(config.defaultsFor(cli, command)));
    return cli.execute(command);
  }

  /** All that stay have to be up if rounds follow the sums, as penalties are chosen with them. */
  private List<String> forNodes(RecordedRun recorded, int stay) {
    boolean masked = Boolean.TRUE.equals(recorded.config().get("secure-aggregation"));
    boolean alone = recorded.rounds().size() == 1 && !masked;
    int before = number(recorded, "min-clients", stay);
    int clients = alone ? Math.min(before, stay) : stay;
    List<String> args = new ArrayList<>();
    args.add("--min-clients=" + clients);
    if (recorded.config().containsKey("quorum")) {
      args.add("--quorum=" + Math.min(number(recorded, "quorum", clients), clients));
    }
    if (token != null) {
      args.add("--token=" + token);
    }
    if (wait != null) {
      args.add("--wait=" + wait);
    }
    return args;
  }

  private static int number(RecordedRun recorded, String key, int otherwise) {
    return recorded.config().get(key) instanceof Integer value ? value : otherwise;
  }

  /** The client that leaves comes last, behind those that have left before. */
  private String leaving(RecordedRun recorded) {
    List<String> names = new ArrayList<>();
    if (recorded.config().get(WITHOUT) instanceof List<?> before) {
      before.forEach(name -> names.add(String.valueOf(name)));
    }
    names.add(client);
    return String.join(",", names);
  }
}
