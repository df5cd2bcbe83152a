package dev.headwater.cli.node;

import static java.util.stream.Collectors.joining;

import dev.headwater.cli.options.ModelOptions;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.setup.OpenModel;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.client.ledger.FileLedger;
import dev.headwater.client.ledger.Participation;
import dev.headwater.client.ledger.Spent;
import dev.headwater.files.UserDataException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater client ledger}: what this machine's pictures have taken part in. */
@Command(
    name = "ledger",
    description =
        "Prints which runs the pictures on this machine have taken part in, and the epsilon of this client's own noise.",
    footer = "headwater client ledger",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ClientLedgerCommand implements Callable<Integer> {
  /** The ledger's folder in the cache where none is named. */
  public static final String FOLDER = "ledger";

  @Spec CommandSpec spec;

  @Option(
      names = "--ledger",
      paramLabel = "DIR",
      description =
          "Folder in which 'client' keeps its record. Default: the folder 'ledger' of the cache.")
  @Nullable Path ledger;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "As for 'client'. Default: $HEADWATER_CACHE, else ~/.cache/headwater.")
  @Nullable Path cache;

  @Option(
      names = "--delta",
      paramLabel = "D",
      defaultValue = "1e-5",
      description = "The delta of the epsilons. Default: ${DEFAULT-VALUE}.")
  double delta;

  /** The folder that is named, else the one in the cache. */
  public static Path folder(@Nullable Path named, @Nullable Path cache) {
    ModelOptions flags = new ModelOptions();
    flags.cache = cache;
    return named != null ? named : OpenModel.cacheRoot(flags).resolve(FOLDER);
  }

  @Override
  public Integer call() {
    if (!(delta > 0 && delta < 1)) {
      throw new UserDataException("delta: %s (expected: above 0 and below 1)".formatted(delta));
    }
    Path folder = folder(ledger, cache);
    requireFolder(folder);
    PrintWriter out = spec.commandLine().getOut();
    FileLedger file = new FileLedger(folder);
    List<Participation> all = file.participations();
    if (file.endsInHalfALine()) {
      say(
          out,
          "Note: the last line of %s is cut, by a crash while it was written or by somebody. It does not count below."
              .formatted(folder.resolve(FileLedger.NAME)));
    }
    if (all.isEmpty()) {
      say(out, "Nothing on this machine has taken part in a round (ledger: " + folder + ").");
      return ExitCode.DONE.code();
    }
    Map<String, List<Participation>> byPlace =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    one -> one.data().place(), LinkedHashMap::new, Collectors.toList()));
    byPlace.forEach((place, rounds) -> print(out, place, rounds));
    say(
        out,
        "Epsilon of this client's own noise, which no coordinator can leave out, at delta "
            + delta
            + ".");
    say(out, "Every round, a line each: " + folder.resolve(FileLedger.NAME));
    return ExitCode.DONE.code();
  }

  /**
   * A folder that was named and is not there is a mistake: nothing in it would read as nothing
   * done. The usual one is made with the first round.
   */
  private void requireFolder(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UserDataException(
          "ledger: %s is a file (expected: the folder that holds %s)"
              .formatted(folder, FileLedger.NAME));
    }
    boolean missing =
        ledger != null ? !Files.exists(folder) : cache != null && !Files.exists(cache);
    if (missing) {
      throw new UserDataException(
          "%s: there is no folder %s (expected: the one that 'client' was given)"
              .formatted(ledger != null ? "ledger" : "cache", ledger != null ? ledger : cache));
    }
  }

  private void print(PrintWriter out, String place, List<Participation> rounds) {
    Participation last = rounds.get(rounds.size() - 1);
    long runs = rounds.stream().map(Participation::run).distinct().count();
    long masked = rounds.stream().filter(Participation::masked).count();
    out.println(place);
    line(out, "pictures", "%d (%.12s)".formatted(last.numExamples(), last.data().digest()));
    line(
        out,
        "rounds",
        "%d in %d %s, the last at %s"
            .formatted(
                rounds.size(),
                runs,
                runs == 1 ? "run" : "runs",
                last.time().truncatedTo(ChronoUnit.SECONDS)));
    line(
        out,
        "works",
        rounds.stream().map(Participation::work).distinct().sorted().collect(joining(", ")));
    line(out, "masked", "%d of %d".formatted(masked, rounds.size()));
    line(out, "epsilon", epsilon(rounds, true) + " for all of these pictures together");
    line(out, "", epsilon(rounds, false) + " for each of them");
  }

  private String epsilon(List<Participation> rounds, boolean wholeClient) {
    long bare = rounds.stream().filter(one -> !one.noised(wholeClient)).count();
    return bare > 0
        ? "no bound (%d rounds without noise of this client's own)".formatted(bare)
        : String.format(Locale.ROOT, "%.3g", Spent.of(rounds, wholeClient).epsilon(delta));
  }

  private static void line(PrintWriter out, String what, String value) {
    Terminal.ofOutput().lines("  %-9s ".formatted(what), value).forEach(out::println);
  }

  private static void say(PrintWriter out, String sentence) {
    Terminal.ofOutput().lines(sentence).forEach(out::println);
  }
}
