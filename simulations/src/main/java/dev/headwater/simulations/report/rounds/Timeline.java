package dev.headwater.simulations.report.rounds;

import dev.headwater.learning.tasks.TimedAnswer;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.clients.ClientRound;
import dev.headwater.simulations.output.clients.ClientStatus;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.report.html.Html;
import dev.headwater.simulations.report.html.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who answered, round by round: counts of all clients, and a row for each of up to 60, those with
 * the most rounds that did not count them first. Without single clients there are counts alone.
 */
public final class Timeline {
  private static final int ROWS = 60;
  private static final int LISTED = 10;

  private final List<RoundRecord> rounds;
  private final Columns columns;
  private final SortedMap<String, ClientHistory> clients = new TreeMap<>();
  private final long[] late;
  private int seen;

  /**
   * The section of a run whose clients are not known yet.
   *
   * @param rounds all that ended, in order
   */
  public Timeline(List<RoundRecord> rounds) {
    this.rounds = rounds;
    this.columns = new Columns(rounds);
    this.late = new long[columns.count()];
  }

  /**
   * Takes up what single clients did.
   *
   * @param round one of the run's, in order; others are passed over
   */
  public void saw(ClientRound round) {
    int column = columns.of(round.round());
    if (column < 0) {
      return;
    }
    seen++;
    for (String client : round.asked()) {
      ClientHistory history = of(client);
      history.saw(column, round.status(client));
      Double seconds = round.seconds().get(client);
      if (seconds != null) {
        history.took(seconds);
      }
    }
    for (TimedAnswer answer : round.late()) {
      int then = columns.of(answer.round());
      if (then >= 0) {
        of(answer.client()).cameLate(then);
        of(answer.client()).took(answer.seconds());
        late[then]++;
      }
    }
  }

  private ClientHistory of(String client) {
    return clients.computeIfAbsent(client, name -> new ClientHistory(name, columns.count()));
  }

  /** {@return its HTML; empty without rounds} */
  public String html() {
    if (rounds.isEmpty()) {
      return "";
    }
    StringBuilder body = new StringBuilder(Html.paragraph(words()));
    if (!calm()) {
      body.append(
          Html.canvas(
              "turnout", "Stacked bar chart of the clients asked by round. " + words(), 240));
      if (columns.each() > 1) {
        body.append(
            Html.about(
                "A bar is the mean of up to %d neighbouring rounds.".formatted(columns.each())));
      }
      body.append(dots());
    }
    body.append(withoutSum());
    return Html.section("timeline", "Who answered", body.toString());
  }

  private boolean calm() {
    return rounds.stream().allMatch(r -> r.contributed() == r.cohort() && r.refused() == 0)
        && clients.values().stream().noneMatch(ClientHistory::isTimed);
  }

  private long sum(java.util.function.ToLongFunction<RoundRecord> value) {
    return rounds.stream().mapToLong(value).sum();
  }

  private static long silent(RoundRecord round) {
    return Math.max(0, round.cohort() - round.contributed() - round.refused());
  }

  private String words() {
    if (rounds.stream().allMatch(r -> r.contributed() == r.cohort() && r.refused() == 0)) {
      return "Every client that a round asked was counted.";
    }
    long afterwards = Arrays.stream(late).sum();
    return "%s asked for %s: %s counted, %s refused, %s not there in time%s."
        .formatted(
            Quantities.count(rounds.size(), "round"),
            Quantities.count(sum(RoundRecord::cohort), "answer"),
            Quantities.count(sum(RoundRecord::contributed)),
            Quantities.count(sum(RoundRecord::refused)),
            Quantities.count(sum(Timeline::silent)),
            afterwards == 0
                ? ""
                : ", of which %s came late".formatted(Quantities.count(afterwards)));
  }

  private String dots() {
    if (clients.isEmpty()) {
      return "";
    }
    List<ClientHistory> rows = rows();
    String which =
        clients.size() > ROWS
            ? "The %d of %s that were missing, late or refused most"
                .formatted(rows.size(), Quantities.count(clients.size(), "client"))
            : "A row for each client";
    String words =
        "%s, a column for %s."
            .formatted(
                which,
                columns.count() == rounds.size()
                    ? "each round"
                    : "neighbouring rounds, of which the worst is shown");
    String gap =
        seen < rounds.size()
            ? " Single clients are known for %s of %s."
                .formatted(Quantities.count(seen), Quantities.count(rounds.size(), "round"))
            : "";
    return "<h3>Client by client</h3>\n"
        + Html.about(words + gap)
        + "<ul class=\"keys dots\">"
        + key("c", "counted")
        + key("u", "answered, but the round gave no sum")
        + key("m", "no answer in time")
        + key("l", "late")
        + key("r", "refused")
        + "</ul>\n"
        + "<div class=\"plot\"><canvas id=\"dots\" role=\"img\" aria-label=\"%s\"></canvas><div class=\"tip\" id=\"dots-tip\"></div></div>\n"
            .formatted(Html.escape("Grid of what came of each client by round. " + words))
        + table(rows);
  }

  private static String key(String letter, String text) {
    return "<li><i class=\"dot %s\"></i>%s</li>".formatted(letter, Html.escape(text));
  }

  /** In the order of their names if all have room. */
  private List<ClientHistory> rows() {
    List<ClientHistory> all = new ArrayList<>(clients.values());
    if (all.size() > ROWS) {
      all.sort(worstFirst());
      all = all.subList(0, ROWS);
    }
    return all;
  }

  private static Comparator<ClientHistory> worstFirst() {
    return Comparator.comparingInt(ClientHistory::trouble)
        .reversed()
        .thenComparing(ClientHistory::name);
  }

  private String table(List<ClientHistory> rows) {
    boolean timed = rows.stream().anyMatch(ClientHistory::isTimed);
    List<String> heads =
        new ArrayList<>(
            List.of("Client", "#Asked", "#Counted", "#No sum", "#No answer", "#Late", "#Refused"));
    if (timed) {
      heads.addAll(List.of("#Answered after, mean", "#Slowest"));
    }
    Table table =
        new Table(
            "turnout-table",
            "What came of the clients, most trouble first",
            heads.toArray(String[]::new));
    for (ClientHistory client : rows.stream().sorted(worstFirst()).toList()) {
      List<String> cells =
          new ArrayList<>(List.of(client.name(), Quantities.count(client.asked())));
      for (ClientStatus status : ClientStatus.values()) {
        cells.add(Quantities.count(client.count(status)));
      }
      if (timed) {
        boolean known = client.isTimed();
        cells.add(known ? Quantities.seconds(client.meanSeconds()) : "-");
        cells.add(known ? Quantities.seconds(client.slowest()) : "-");
      }
      table.row(cells.toArray(String[]::new));
    }
    return rows.size() > LISTED ? Html.details("Show them as a table", table.html()) : table.html();
  }

  private String withoutSum() {
    List<RoundRecord> none = rounds.stream().filter(round -> round.aborted() != null).toList();
    if (none.isEmpty()) {
      return "";
    }
    Table table =
        new Table(
            "no-sum-table",
            "Rounds without a sum, which left the model as it was",
            "#Round",
            "Why");
    none.forEach(r -> table.row(Quantities.count(r.round()), String.valueOf(r.aborted())));
    return "<h3>Rounds without a sum</h3>\n"
        + (none.size() > LISTED
            ? Html.details("Show all %d".formatted(none.size()), table.html())
            : table.html());
  }

  /** A bar for several rounds shows a usual one of them, not their sum. */
  private Object shown(long[] counts) {
    return columns.each() > 1 ? columns.means(counts) : counts;
  }

  /**
   * Adds the charts' data.
   *
   * @param data by name, what the script draws
   */
  public void data(Map<String, Object> data) {
    if (rounds.isEmpty() || calm()) {
      return;
    }
    long[] counted = new long[columns.count()];
    long[] refused = new long[columns.count()];
    long[] missing = new long[columns.count()];
    for (RoundRecord round : rounds) {
      int column = columns.of(round.round());
      counted[column] += round.contributed();
      refused[column] += round.refused();
      missing[column] += silent(round);
    }
    Map<String, Object> turnout = new LinkedHashMap<>();
    turnout.put("rounds", columns.names());
    turnout.put("axis", columns.each() > 1 ? "Clients, mean of the rounds" : "Clients");
    turnout.put("counted", shown(counted));
    turnout.put("refused", shown(refused));
    if (Arrays.stream(late).sum() > 0) {
      for (int i = 0; i < late.length; i++) {
        missing[i] = Math.max(0, missing[i] - late[i]);
      }
      turnout.put("late", shown(late));
    }
    turnout.put("missing", shown(missing));
    data.put("turnout", turnout);
    if (!clients.isEmpty()) {
      List<ClientHistory> rows = rows();
      data.put(
          "dots",
          Map.of(
              "rows", rows.stream().map(ClientHistory::name).toList(),
              "columns", columns.names(),
              "letters", rows.stream().map(ClientHistory::letters).toList()));
    }
  }
}
