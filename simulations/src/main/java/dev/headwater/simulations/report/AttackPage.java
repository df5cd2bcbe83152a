package dev.headwater.simulations.report;

import dev.headwater.simulations.arena.Figure;
import dev.headwater.simulations.arena.matrix.AttackMatrix;
import dev.headwater.simulations.arena.matrix.Setting;
import dev.headwater.simulations.report.html.Html;
import dev.headwater.simulations.report.html.Page;
import dev.headwater.simulations.report.html.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page of an {@link AttackMatrix}: complete in itself, for phones and for wide windows. */
public final class AttackPage {
  /** A cell that has lost so many points has the full colour. */
  private static final double FULL = 60;

  private final AttackMatrix matrix;
  private final Setting setting;

  private AttackPage(AttackMatrix matrix, Setting setting) {
    this.matrix = matrix;
    this.setting = setting;
  }

  /**
   * {@return the whole page}
   *
   * @param matrix the figures
   * @param setting of its runs
   */
  public static String render(AttackMatrix matrix, Setting setting) {
    AttackPage page = new AttackPage(matrix, setting);
    return Page.of(
        "Attacks and aggregators on " + setting.data(),
        page.header()
            + "<main>\n"
            + page.tiles()
            + page.defences()
            + page.accuracy()
            + page.backdoors()
            + page.provenance()
            + "</main>\n<footer>Written by Headwater "
            + Html.escape(setting.version())
            + ". This page is complete in itself and loads nothing from the network.</footer>\n");
  }

  private String header() {
    return "<header class=\"top\">\n<p class=\"eyebrow\">Headwater arena</p>\n"
        + Html.element("h1", "Attacks and aggregators on " + setting.data())
        + "\n<p class=\"lead\">"
        + Html.prose(setting.sentence())
        + "</p>\n</header>\n";
  }

  private String tiles() {
    int steady = matrix.steadiest();
    return "<dl class=\"tiles\">\n"
        + tile("Nobody attacks", percent(matrix.unharmed()), "final accuracy of the mean", true)
        + tile(
            "One rule for all attacks",
            matrix.rules().get(steady),
            "loses %s points at most".formatted(AttackMatrix.shown(matrix.worst(steady))),
            false)
        + tile("The mean, worst attack", AttackMatrix.shown(matrix.worst(0)), "points lost", false)
        + tile(
            "Attackers",
            "%d of %d".formatted(setting.attackers(), setting.clients()),
            "in every round",
            false)
        + "</dl>\n";
  }

  private static String tile(String name, String value, String more, boolean main) {
    return "<div class=\"tile%s\"><dt>%s</dt><dd class=\"value\">%s</dd><dd class=\"more\">%s</dd></div>\n"
        .formatted(main ? " main" : "", Html.escape(name), Html.escape(value), Html.escape(more));
  }

  private String defences() {
    Table table =
        new Table(
            "defences",
            "Points lost by the mean and by the best aggregator",
            "Attack",
            "#Mean",
            "#Best",
            "The best is");
    for (AttackMatrix.Row row : matrix.attacks()) {
      int best = row.best();
      table.row(
          row.name(),
          AttackMatrix.shown(matrix.lost(row.accuracy().get(0))),
          AttackMatrix.shown(matrix.lost(row.accuracy().get(best))),
          matrix.rules().get(best));
    }
    return Html.section(
        "defences-part",
        "The best defence for each attack",
        Html.about(
                "Of what the mean reaches where nobody attacks. Below zero an aggregator under attack ends above it.")
            + table.html());
  }

  private String accuracy() {
    List<String> lines = new ArrayList<>();
    lines.add(line("nobody attacks", "", matrix.clean(), -1));
    matrix
        .attacks()
        .forEach(row -> lines.add(line(row.name(), row.words(), row.accuracy(), row.best())));
    return Html.section(
        "matrix-part",
        "Accuracy under every attack",
        Html.about(
                "Percent of the test pictures, the best of each row in bold. The stronger the colour, the more points are lost; %.0f or more have the full one."
                    .formatted(FULL))
            + heat("matrix", "Final accuracy in percent", lines));
  }

  private String backdoors() {
    List<String> lines = new ArrayList<>();
    for (AttackMatrix.Row row : matrix.attacks()) {
      List<Figure> success = row.success();
      List<Figure> before = row.before();
      if (success != null && before != null) {
        lines.add(plain(row.name(), success));
        lines.add(plain("without it", before));
      }
    }
    if (lines.isEmpty()) {
      return "";
    }
    return Html.section(
        "backdoor-part",
        "What a backdoor reaches",
        Html.about(
                "Percent of the test pictures of other classes that the head takes for the attackers' class once the trigger is in their features.")
            + heat("backdoors", "Success of the backdoor in percent", lines));
  }

  private String heat(String id, String caption, List<String> lines) {
    StringBuilder html = new StringBuilder();
    html.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
        .append(Html.escape(caption))
        .append("\"><table class=\"heat\" id=\"")
        .append(id)
        .append("\">\n")
        .append(Html.element("caption", caption))
        .append("\n<thead><tr><th scope=\"col\">Attack</th>");
    matrix
        .rules()
        .forEach(
            rule ->
                html.append("<th scope=\"col\" class=\"n\">")
                    .append(Html.escape(rule))
                    .append("</th>"));
    html.append("</tr></thead>\n<tbody>\n");
    lines.forEach(html::append);
    return html.append("</tbody></table></div>\n").toString();
  }

  private String line(String name, String words, List<Figure> figures, int best) {
    StringBuilder html = head(name, words);
    for (int rule = 0; rule < figures.size(); rule++) {
      double loss = Math.max(0, Math.min(1, matrix.lost(figures.get(rule)) / FULL));
      String text = number(figures.get(rule));
      html.append(
          String.format(
              Locale.ROOT,
              "<td class=\"n\" style=\"--loss:%.3f\" title=\"%s\">%s</td>",
              loss,
              Html.escape(matrix.rules().get(rule) + ": " + figures.get(rule)),
              rule == best ? "<b>" + text + "</b>" : text));
    }
    return html.append("</tr>\n").toString();
  }

  private static String plain(String name, List<Figure> figures) {
    StringBuilder html = head(name, "");
    figures.forEach(
        figure -> html.append("<td class=\"n\">").append(number(figure)).append("</td>"));
    return html.append("</tr>\n").toString();
  }

  private static StringBuilder head(String name, String words) {
    return new StringBuilder("<tr><th scope=\"row\" title=\"")
        .append(Html.escape(words))
        .append("\">")
        .append(Html.escape(name))
        .append("</th>");
  }

  private String provenance() {
    List<List<String>> facts = new ArrayList<>();
    for (Map.Entry<String, Object> fact : setting.facts().entrySet()) {
      String value = Html.escape(String.valueOf(fact.getValue()));
      facts.add(
          List.of(
              fact.getKey().replace('_', ' '),
              fact.getKey().equals("command") ? "<code>" + value + "</code>" : value));
    }
    return Html.section(
        "made-part",
        "How it was made",
        Html.about(
                "All cells have the same features, splits and seeds. The same command gives the same figures.")
            + Html.facts("facts", facts));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String number(Figure figure) {
    return String.format(Locale.ROOT, "%.1f", 100 * figure.mean());
  }
}
