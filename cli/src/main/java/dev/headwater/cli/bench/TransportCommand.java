package dev.headwater.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.cli.privacy.FormatOption;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.bench.Transport;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater bench transport}: what the wire costs. */
@Command(
    name = "transport",
    description = {
      "Measures rounds over gRPC on this machine when training costs nothing: a coordinator and its",
      "clients in one process, over loopback, beside unary calls that carry as many bytes and do nothing."
    },
    footer = "headwater bench transport --clients 100,1000",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class TransportCommand implements Callable<Integer> {
  private static final int MOST_CLIENTS = 100_000;
  private static final String ROW = "%8s %7s %10s %10s %9s %11s %13s";

  @Spec CommandSpec spec;

  @Option(
      names = "--clients",
      paramLabel = "N[,N]",
      split = ",",
      defaultValue = "100,1000",
      description = "Numbers of clients, a row each. Default: ${DEFAULT-VALUE}.")
  List<Integer> clients = List.of(100, 1000);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "200",
      description = "Rounds of each row; the second half counts. Default: ${DEFAULT-VALUE}.")
  int rounds = 200;

  @Mixin FormatOption output = new FormatOption();

  @Override
  public Integer call() throws InterruptedException {
    if (rounds < 2 || clients.stream().anyMatch(n -> n < 1 || n > MOST_CLIENTS)) {
      throw new UserDataException(
          "bench transport: %d rounds of %s clients (expected: at least 2 rounds, 1 to %d clients)"
              .formatted(rounds, clients, MOST_CLIENTS));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (!output.json()) {
      out.println(
          String.format(
              Locale.ROOT,
              ROW,
              "clients",
              "bytes",
              "ms/round",
              "CPU ms",
              "updates/s",
              "bare calls",
              "of bare calls"));
      out.flush();
    }
    for (int each : clients) {
      Transport figures = Transport.measure(each, rounds);
      out.println(output.json() ? json(figures) : row(figures));
      out.flush();
    }
    return ExitCode.DONE.code();
  }

  static String row(Transport figures) {
    return String.format(
        Locale.ROOT,
        ROW,
        figures.clients(),
        figures.bytes(),
        String.format(Locale.ROOT, "%.1f", figures.roundMillis()),
        String.format(Locale.ROOT, "%.1f", figures.processorMillis()),
        String.format(Locale.ROOT, "%,.0f", figures.submissionsPerSecond()),
        String.format(Locale.ROOT, "%,.0f", figures.bareCallsPerSecond()),
        String.format(Locale.ROOT, "%.0f %%", 100 * share(figures)));
  }

  private static double share(Transport figures) {
    return figures.submissionsPerSecond() / figures.bareCallsPerSecond();
  }

  private ObjectNode json(Transport figures) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "bench-transport")
        .put("format", 1)
        .put("clients", figures.clients())
        .put("rounds", rounds)
        .put("update_bytes", figures.bytes())
        .put("round_seconds", figures.roundMillis() / 1000)
        .put("processor_seconds", figures.processorMillis() / 1000)
        .put("submissions_per_second", figures.submissionsPerSecond())
        .put("bare_calls_per_second", figures.bareCallsPerSecond())
        .put("share_of_bare_calls", share(figures));
  }
}
