package dev.headwater.coordinator.metrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes docs/reference/metrics.md: the enum of meters, as Markdown. */
final class MetricsPage {
  private MetricsPage() {}

  static String text() {
    return """
        # Metrics

        All that a coordinator with `--web-port` serves on `/metrics` for Prometheus; there are no others. Made from the program's enum `Meters` by
        `MetricsPageTest`: change the enum, not this page. How to scrape them, alerts and a dashboard: [operations](../operations.md#metrics). The
        figures of a run's files and of `headwater export` are columns in [reports](../reports.md#tables-for-other-programs).

        | name | kind | unit | labels | meaning |
        |---|---|---|---|---|
        """
        + Arrays.stream(Meters.values()).map(MetricsPage::row).collect(Collectors.joining());
  }

  private static String row(Meters meter) {
    String names =
        meter.samples().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    String kind =
        meter.kind() == Meters.Kind.TIMER
            ? "summary"
            : meter.kind().name().toLowerCase(Locale.ROOT);
    return "| %s | %s | %s | %s | %s |\n"
        .formatted(names, kind, meter.unit(), String.join(", ", meter.tags()), meter.meaning());
  }
}
