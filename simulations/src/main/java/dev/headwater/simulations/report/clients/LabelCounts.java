package dev.headwater.simulations.report.clients;

import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.Spread;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.report.html.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Examples by client and class, prepared for a chart that stays readable with many clients or
 * classes.
 */
final class LabelCounts {
  private static final int BAR_CLIENTS = 60;
  private static final int BAR_CLASSES = 12;
  private static final int GRID_COLUMNS = 1000;

  private final List<String> classes;
  private final List<ClientCounts> clients;

  LabelCounts(RunFacts facts) {
    this.classes = facts.labels();
    this.clients =
        facts.labelCounts().entrySet().stream()
            .map(client -> new ClientCounts(client.getKey(), client.getValue()))
            .sorted(Comparator.comparing(ClientCounts::sortKey))
            .toList();
  }

  boolean isEmpty() {
    return clients.isEmpty() || classes.isEmpty();
  }

  boolean asBars() {
    return clients.size() <= BAR_CLIENTS && classes.size() <= BAR_CLASSES;
  }

  boolean clientsAreRows() {
    return clients.size() <= BAR_CLIENTS;
  }

  int clientCount() {
    return clients.size();
  }

  /** Number of clients per column of the grid. */
  int clientsPerColumn() {
    return (clients.size() + GRID_COLUMNS - 1) / GRID_COLUMNS;
  }

  /** The skew of the clients, in two sentences. */
  String sentence() {
    Spread sizes = Spread.of(clients.stream().mapToDouble(ClientCounts::total).toArray());
    Spread held = Spread.of(clients.stream().mapToDouble(ClientCounts::classes).toArray());
    return "%s %s %s to %s examples, the median is %s. A client holds %s to %s of the %s, the median is %s."
        .formatted(
            Quantities.count(clients.size(), "client"),
            clients.size() == 1 ? "holds" : "hold",
            whole(sizes.min()),
            whole(sizes.max()),
            whole(sizes.median()),
            whole(held.min()),
            whole(held.max()),
            classes.size() == 1 ? "1 class" : Quantities.count(classes.size()) + " classes",
            whole(held.median()));
  }

  private static String whole(double value) {
    return Quantities.count(Math.round(value));
  }

  /** Counts by client, for stacked bars. */
  Map<String, Object> bars() {
    return Map.of(
        "clients", clients.stream().map(ClientCounts::name).toList(),
        "classes", classes,
        "counts", clients.stream().map(ClientCounts::counts).toList());
  }

  /**
   * The heat map.
   *
   * @param share in [0, 1], {@code rows x columns}
   * @param most the largest share, above 0
   */
  record Grid(List<String> rows, List<String> columns, List<double[]> share, double most) {}

  /** Class shares by client, for the heat map. */
  Grid grid() {
    List<double[]> byClient = new ArrayList<>();
    List<String> names = new ArrayList<>();
    if (clientsAreRows()) {
      clients.forEach(client -> names.add(client.name()));
      clients.forEach(client -> byClient.add(client.shares()));
    } else {
      for (List<ClientCounts> group : groups()) {
        names.add(name(group));
        byClient.add(meanShares(group));
      }
    }
    byClient.forEach(row -> Arrays.setAll(row, c -> Math.rint(row[c] * 1e4) / 1e4));
    double most = byClient.stream().flatMapToDouble(Arrays::stream).max().orElse(0);
    double above0 = most == 0 ? 1 : most;
    return clientsAreRows()
        ? new Grid(names, classes, byClient, above0)
        : new Grid(classes, names, transposed(byClient), above0);
  }

  private double[] meanShares(List<ClientCounts> group) {
    double[] mean = new double[classes.size()];
    for (ClientCounts client : group) {
      double[] shares = client.shares();
      Arrays.setAll(mean, c -> mean[c] + shares[c] / group.size());
    }
    return mean;
  }

  private List<double[]> transposed(List<double[]> byClient) {
    return IntStream.range(0, classes.size())
        .mapToObj(c -> byClient.stream().mapToDouble(shares -> shares[c]).toArray())
        .toList();
  }

  /** Sorts clients by their most common class, so that the chart shows blocks instead of noise. */
  private List<List<ClientCounts>> groups() {
    List<ClientCounts> sorted =
        clients.stream()
            .sorted(
                Comparator.comparingInt(ClientCounts::mostCommon)
                    .thenComparing(c -> -c.largestShare()))
            .toList();
    List<List<ClientCounts>> groups = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i += clientsPerColumn()) {
      groups.add(sorted.subList(i, Math.min(sorted.size(), i + clientsPerColumn())));
    }
    return groups;
  }

  private static String name(List<ClientCounts> group) {
    return group.size() == 1
        ? group.get(0).name()
        : "%d clients like %s".formatted(group.size(), group.get(0).name());
  }

  /** The same as a table: by client if there are few, else by class. */
  String table() {
    return clientsAreRows() && classes.size() <= BAR_CLASSES ? byClient() : byClass();
  }

  private String byClient() {
    List<String> heads = new ArrayList<>(List.of("Client", "#All"));
    classes.forEach(label -> heads.add("#" + label));
    Table table =
        new Table("label-table", "Examples by client and class", heads.toArray(String[]::new));
    for (ClientCounts client : clients) {
      List<String> cells =
          new ArrayList<>(List.of(client.name(), Quantities.count(client.total())));
      Arrays.stream(client.counts()).forEach(n -> cells.add(Quantities.count(n)));
      table.row(cells.toArray(String[]::new));
    }
    return table.html();
  }

  private String byClass() {
    Table table =
        new Table(
            "label-table",
            "Examples by class",
            "Class",
            "#Examples",
            "#Clients that hold it",
            "#Most at one client");
    for (int c = 0; c < classes.size(); c++) {
      int label = c;
      table.row(
          classes.get(c),
          Quantities.count(clients.stream().mapToLong(k -> k.counts()[label]).sum()),
          Quantities.count(clients.stream().filter(k -> k.counts()[label] > 0).count()),
          Quantities.count(clients.stream().mapToLong(k -> k.counts()[label]).max().orElse(0)));
    }
    return table.html();
  }
}
