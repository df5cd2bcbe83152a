package dev.headwater.simulations.report;

import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.origin.Environment;
import dev.headwater.simulations.output.origin.Origin;
import dev.headwater.simulations.output.text.Json;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.report.html.Html;
import dev.headwater.simulations.report.html.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The origin of the result, and how to reproduce it. */
final class Provenance {
  private final RunDetails details;
  private final RunFacts facts;
  private final List<RoundRecord> rounds;
  private final List<String> notes;
  private final boolean drawnOnce;
  private final @Nullable Path run;

  /**
   * @param moreNotes sentences to add to those of the facts
   * @param drawnOnce whether noise and cohorts cannot be reproduced
   * @param run its folder; null where there is none
   */
  Provenance(
      RunDetails details,
      List<RoundRecord> rounds,
      List<String> moreNotes,
      boolean drawnOnce,
      @Nullable Path run) {
    this.run = run;
    this.drawnOnce = drawnOnce;
    this.details = details;
    this.facts = details.facts();
    this.rounds = rounds;
    this.notes = new ArrayList<>(facts.notes());
    this.notes.addAll(moreNotes);
  }

  String html() {
    return notes()
        + refusals()
        + new Again(details, drawnOnce, run).html()
        + sources()
        + configuration()
        + digests();
  }

  private String notes() {
    if (notes.isEmpty()) {
      return "";
    }
    StringBuilder list = new StringBuilder("<ul class=\"notes\">\n");
    notes.forEach(note -> list.append(Html.element("li", note)).append('\n'));
    return Html.section("notes", "Notes", list.append("</ul>\n").toString());
  }

  private String refusals() {
    long refused = rounds.stream().mapToLong(RoundRecord::refused).sum();
    if (refused == 0) {
      return "";
    }
    int shown = details.refusals().size();
    String words =
        "%s %s not counted.%s"
            .formatted(
                Quantities.count(refused, "contribution"),
                refused == 1 ? "was" : "were",
                shown < refused
                    ? " The reasons of the first %s are kept.".formatted(Quantities.count(shown))
                    : "");
    Table table = new Table("refusal-table", "Refused contributions", "#Round", "Client", "Reason");
    for (RunDetails.Refused r : details.refusals()) {
      table.row(Quantities.count(r.round()), r.client(), r.reason());
    }
    String body =
        shown == 0 ? "" : shown > 10 ? Html.details("Show them", table.html()) : table.html();
    return Html.section("refusals", "Refused contributions", Html.paragraph(words) + body);
  }

  private String sources() {
    RunFacts.Backbone backbone = facts.backbone();
    List<List<String>> list = new ArrayList<>();
    list.add(List.of("Data", Html.escape(facts.data())));
    list.add(
        List.of(
            "Classes",
            Html.escape(Quantities.count(facts.labels().size()))
                + (facts.labels().size() <= 20
                    ? ": " + Html.escape(String.join(", ", facts.labels()))
                    : "")));
    list.add(
        List.of(
            "Test set",
            Html.escape(
                facts.testSet().size() == 0
                    ? "none"
                    : Quantities.count(facts.testSet().size(), "example"))));
    list.add(
        List.of(
            "Backbone",
            Html.escape(
                "%s, %s"
                    .formatted(
                        backbone.name(),
                        Quantities.count(backbone.featureLength(), "feature") + " a picture"))));
    if (!backbone.digest().isEmpty()) {
      list.add(List.of("Backbone SHA-256", code(backbone.digest())));
    }
    list.add(List.of("Trained values", Html.escape(Quantities.count(facts.parameters()))));
    list.add(
        List.of(
            "Ran with",
            Html.escape(
                "%s, transport %s, %s, seed %d"
                    .formatted(
                        facts.strategy(),
                        facts.transport(),
                        Quantities.count(facts.threads(), "thread"),
                        facts.seed()))));
    Origin origin = facts.origin();
    Environment on = origin == null ? null : origin.environment();
    list.add(
        List.of(
            "Version",
            Html.escape(
                "Headwater %s%s"
                    .formatted(
                        facts.version(),
                        on == null || on.commit().isEmpty() ? "" : ", commit " + on.commit()))));
    if (on != null) {
      list.add(List.of("Ran on", Html.escape(machine(on))));
      list.add(List.of("Java", Html.escape(on.java())));
    }
    if (!rounds.isEmpty()) {
      list.add(List.of("Final parameters SHA-256", code(rounds.get(rounds.size() - 1).digest())));
    }
    return Html.section("sources", "Where it comes from", Html.facts("facts", list));
  }

  private static String machine(Environment on) {
    return "%s, %s for Java, %s of memory for it; %s; %s"
        .formatted(
            on.cpu().isEmpty() ? "processor not known" : on.cpu(),
            on.processors() == 1 ? "1 core" : Quantities.count(on.processors()) + " cores",
            Quantities.bytes(on.heapBytes()),
            on.os(),
            on.kernel());
  }

  private static String code(String text) {
    return Html.element("code", text);
  }

  private String configuration() {
    Table table =
        new Table("config-table", "Every setting, as resolved", "Setting", "Value").code();
    facts.config().forEach((key, value) -> table.row(key, words(value)));
    return Html.section(
        "configuration",
        "Configuration",
        Html.about("The same settings are in config.yaml; --config runs them again.")
            + table.html());
  }

  /** Reports are shown to others, whom the folders of this machine do not concern. */
  private static Object shortened(Object value) {
    if (value instanceof Collection<?> all) {
      return all.stream().map(Provenance::shortened).toList();
    }
    String text = value.toString();
    return value instanceof String && text.startsWith("/")
        ? ".../" + text.substring(text.lastIndexOf('/') + 1)
        : value;
  }

  private static String words(Object value) {
    Object shown = shortened(value);
    return shown instanceof Collection || shown instanceof Map
        ? Json.line(shown)
        : shown.toString();
  }

  private String digests() {
    if (rounds.isEmpty()) {
      return "";
    }
    Table table =
        new Table(
                "digest-table",
                "SHA-256 of the global parameters after each round",
                "#Round",
                "Digest")
            .code();
    rounds.forEach(round -> table.row(Quantities.count(round.round()), round.digest()));
    String copy = "<button type=\"button\" data-copy=\"digest-table\">Copy the table</button>\n";
    return Html.section(
        "digests",
        "Digests",
        Html.about(
                drawnOnce
                    ? "They name the parameters of this run. The noise was secure, so no other run"
                        + " gives the same again."
                    : "A run with the same settings and data gives the same parameters, bit for"
                        + " bit. Compare these to be sure.")
            + Html.details("Show the digest of every round", copy + table.html()));
  }
}
