package dev.headwater.cli.privacy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.Total;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.LedgerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headwater privacy total}: what several runs on the same people cost them together. */
@Command(
    name = "total",
    description =
        "Computes what several runs together cost those who are in the data of all of them.",
    footer = "headwater privacy total runs/monday runs/tuesday",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class TotalCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run folders with a ledger.")
  List<Path> runs = new ArrayList<>();

  @Option(
      names = "--delta",
      paramLabel = "D",
      description =
          "The delta of the total, where the runs define neighbours alike. Default: the largest of the runs'.")
  @Nullable Double delta;

  @Mixin FormatOption output = new FormatOption();

  @Override
  public Integer call() {
    List<List<LedgerEntry>> ledgers = new ArrayList<>();
    Set<Path> seen = new HashSet<>();
    for (Path run : runs) {
      if (!seen.add(real(run))) {
        throw new UserDataException(
            "run: %s is named twice (expected: each run once; it was paid for once)"
                .formatted(run));
      }
      LedgerFile.Chain chain = LedgerFile.read(run);
      requireWhole(run, chain);
      List<LedgerEntry> entries = chain.entries();
      if (entries.isEmpty()) {
        throw new UserDataException(
            "run: %s has no privacy ledger (expected: runs with --privacy; leave this one out, and note that what a run without privacy tells has no bound and is in no total)"
                .formatted(run));
      }
      ledgers.add(entries);
    }
    OptionalDouble at = delta == null ? OptionalDouble.empty() : OptionalDouble.of(delta);
    Total total = UserInput.valid(() -> Total.of(ledgers, at));
    if (delta != null && !total.composed()) {
      throw new UserDataException(
          "delta: %s where the runs' neighbours differ (expected: none; epsilons and deltas are added)"
              .formatted(delta));
    }
    output.print(new Report(text(total, ledgers), json(total, ledgers)), spec);
    return ExitCode.DONE.code();
  }

  /** A ledger that was deleted or cut off must not read as one that spent nothing, or less. */
  private static void requireWhole(Path run, LedgerFile.Chain chain) {
    if (!Files.exists(run.resolve(RunFolder.CONFIG))) {
      return; // no run's folder: it has no ledger either, which is said below
    }
    RecordedRun recorded = RunFolder.open(run);
    Path file = run.resolve(LedgerFile.NAME);
    if (chain.entries().isEmpty() && recorded.promised()) {
      throw new UserDataException(
          "ledger: %s is missing, and the run was one with --privacy (expected: the ledger as it was written; what this run has spent is not known)"
              .formatted(file));
    }
    SummaryRecord summary = recorded.summary();
    if (summary != null && summary.privacy() != null) {
      chain.requireLine(summary.privacy().ledger(), file, RunFolder.SUMMARY);
    }
  }

  private static Path real(Path run) {
    try {
      return run.toRealPath();
    } catch (IOException e) {
      throw new UserDataException(
          "run: there is no %s (expected: the folder of a run)".formatted(run), e);
    }
  }

  private List<String> text(Total total, List<List<LedgerEntry>> ledgers) {
    String unit = total.unit().equals("example") ? "picture" : total.unit();
    List<String> lines = new ArrayList<>();
    lines.add(
        Double.isFinite(total.epsilon()) && total.delta() < 1
            ? "Together: epsilon %s at delta %s, for one %s %s in all of them."
                .formatted(
                    StepCost.digits(total.epsilon()),
                    StepCost.digits(total.delta()),
                    unit,
                    total.adjacency().equals("ADD_OR_REMOVE") ? "more or less" : "replaced")
            : "Together nothing is guaranteed about one %s: no finite epsilon is known."
                .formatted(unit));
    lines.add("");
    for (int i = 0; i < ledgers.size(); i++) {
      LedgerEntry.Opened opened = opened(ledgers.get(i));
      Double epsilon = epsilon(ledgers.get(i));
      lines.add(
          "  %s: epsilon %s at delta %s, %s%s"
              .formatted(
                  runs.get(i),
                  epsilon == null ? "infinite" : StepCost.digits(epsilon),
                  StepCost.digits(opened.delta()),
                  opened.adjacency().toLowerCase(Locale.ROOT).replace('_', ' '),
                  opened.noise().equals("secure") ? "" : ", noise seeded: protects nobody"));
    }
    lines.add("");
    lines.add(
        total.composed()
            ? "The rounds of all runs are composed as those of one."
            : "The runs' neighbours differ, so epsilons and deltas are added, for one %s's data replaced; a guarantee about one more or less counts twice."
                .formatted(unit));
    lines.add(
        sameData(ledgers)
            ? "The ledgers name the same data."
            : "The ledgers do not name the same data: it holds for whoever is in all of it.");
    return lines;
  }

  private ObjectNode json(Total total, List<List<LedgerEntry>> ledgers) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    StepCost.number(node, "epsilon", total.delta() < 1 ? total.epsilon() : Double.NaN);
    node.put("delta", total.delta())
        .put("unit", total.unit())
        .put("adjacency", total.adjacency().toLowerCase(Locale.ROOT))
        .put("composed", total.composed())
        .put("same_data", sameData(ledgers));
    ArrayNode list = node.putArray("runs");
    for (int i = 0; i < ledgers.size(); i++) {
      Double epsilon = epsilon(ledgers.get(i));
      ObjectNode run = list.addObject().put("run", runs.get(i).toString());
      StepCost.number(run, "epsilon", epsilon == null ? Double.NaN : epsilon);
      run.put("delta", opened(ledgers.get(i)).delta());
    }
    return node;
  }

  private static boolean sameData(List<List<LedgerEntry>> ledgers) {
    String first = opened(ledgers.get(0)).data();
    return first != null
        && ledgers.stream().allMatch(ledger -> Objects.equals(opened(ledger).data(), first));
  }

  private static LedgerEntry.Opened opened(List<LedgerEntry> ledger) {
    return (LedgerEntry.Opened) ledger.get(0); // Total has refused others
  }

  /** Spent by one run; null for infinite. */
  private static @Nullable Double epsilon(List<LedgerEntry> ledger) {
    List<LedgerEntry.Paid> paid = LedgerEntry.paid(ledger);
    return paid.isEmpty() ? Double.valueOf(0) : paid.get(paid.size() - 1).epsilon();
  }
}
