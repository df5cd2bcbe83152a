package dev.headwater.simulations.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.RunHistory;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SampleLedger;
import dev.headwater.simulations.output.SampleRun;
import dev.headwater.simulations.output.state.LedgerFile;
import dev.headwater.simulations.output.state.PrivacyFacts;
import dev.headwater.simulations.report.html.Assets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReportHtmlTest {
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>");

  private static String page(SampleRun run) {
    return page(run, run.reports());
  }

  private static String page(SampleRun run, List<RoundReport> reports) {
    RunHistory history = new RunHistory(run.facts(), SampleRun.CLOCK);
    reports.forEach(history::onRound);
    return ReportHtml.render(
        history.details(),
        history.rounds(),
        history.summary(RunOutcome.DONE, "x", null),
        List.of(),
        LedgerFile.Chain.EMPTY,
        null);
  }

  private static JsonNode data(String page) throws Exception {
    Matcher data = DATA.matcher(page);
    assertThat(data.find()).isTrue();
    return new ObjectMapper().readTree(data.group(1));
  }

  /** The page without its scripts and styles. */
  private static String markup(String page) {
    return page.replaceAll("(?s)<(script|style)[^>]*>.*?</\\1>", "");
  }

  private static List<String> all(String pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource({
    "8, 5, 30",
    "40, 10, 50",
    "61, 3, 4",
    "1000, 10, 20",
    "8, 100, 3",
    "3, 2, 1",
    "0, 4, 3"
  })
  void everyPictureHasDataWordsAndATable(int clients, int classes, int rounds) throws Exception {
    String page = page(new SampleRun(clients, classes, rounds));
    String markup = markup(page);
    List<String> canvases = all("<canvas id=\"(\\w+)\"", markup);
    assertThat(canvases).contains("accuracy", "loss", "classes");
    assertThat(canvases.contains("labels") || canvases.contains("grid")).isEqualTo(clients > 0);
    assertThat(canvases.contains("clients")).isEqualTo(clients > 0);
    assertThat(all("<canvas id=\"\\w+\" role=\"img\" aria-label=\"([^\"]{20,})\"", markup))
        .hasSameSizeAs(canvases);
    assertThat(all("id=\"([\\w-]+)\"", markup)).doesNotHaveDuplicates();
    assertThat(markup).contains("id=\"round-table\"", "id=\"class-table\"", "id=\"digest-table\"");
    JsonNode data = data(page);
    assertThat(data.get("rounds")).hasSize(rounds);
    assertThat(data.has("labelBars")).isEqualTo(canvases.contains("labels"));
    assertThat(data.has("labelGrid")).isEqualTo(canvases.contains("grid"));
    assertThat(data.has("histogram") || data.has("clients"))
        .isEqualTo(canvases.contains("clients"));
  }

  @Test
  void nothingIsFetchedFromTheNetwork() {
    String page = page(new SampleRun(8, 5, 3));
    String markup = markup(page);
    assertThat(markup)
        .doesNotContain("http://", "https://", "src=", "href=", "<link", "<img", "<iframe");
    assertThat(Assets.css()).doesNotContain("url(", "@import", "http");
    assertThat(Assets.js()).doesNotContain("http", "fetch(", "XMLHttpRequest", "import");
    assertThat(page).contains("default-src 'none'").doesNotContain("sourceMappingURL");
    assertThat(all("<script([^>]*)>", page))
        .containsExactly(" type=\"application/json\" id=\"data\"", "", "");
  }

  @Test
  void hostileNamesStayText() throws Exception {
    String evil =
        "</script><script>alert(1)</script><img src=x onerror=\"alert('2')\">&amp;\u2028\u202e";
    SampleRun run = new SampleRun(4, List.of(evil, "b"), 2);
    String page = page(run);
    assertThat(all("<(/?script)", page)).hasSize(6);
    assertThat(page).doesNotContain("<img", "onerror=\"", "\u202e</").doesNotContain("\u2028");
    assertThat(markup(page))
        .contains("&lt;/script&gt;&lt;script&gt;alert(1)")
        .contains("&amp;amp;");
    assertThat(data(page).at("/labelBars/classes/0").asText()).isEqualTo(evil);
  }

  @Test
  void libraryCannotEndItsElementAndKeepsItsNotice() {
    String library = Assets.chartLibrary();
    assertThat(library)
        .startsWith("/*!")
        .contains("Chart.js v")
        .contains("Released under the MIT License");
    assertThat(library.toLowerCase(Locale.ROOT)).doesNotContain("</script");
    assertThat(library.length()).isGreaterThan(150_000);
  }

  @Test
  void runWithoutEvaluationSaysSo() throws Exception {
    SampleRun run = new SampleRun(3, 2, 2);
    List<RoundReport> unscored =
        List.of(
            SampleRun.report(1, List.of("a", "b"), 0, null, new TreeMap<>(), 1),
            SampleRun.report(2, List.of("a", "b"), 2, null, new TreeMap<>(), 1));
    String page = page(run, unscored);
    assertThat(page).contains("Accuracy was not measured").doesNotContain("NaN,", ":NaN");
    assertThat(all("<canvas id=\"(\\w+)\"", markup(page)))
        .containsExactly("loss", "turnout", "bytes", "times", "labels");
    assertThat(data(page).at("/trainLoss/1").isNull()).isTrue();
    assertThat(page)
        .contains(
            "1.000 in the one round that knows it, mean cross-entropy in training",
            "num_examples: 0 (expected: at least 1)");
  }

  @Test
  void runThatEndedBeforeItsFirstRoundStillHasAPage() {
    SampleRun run = new SampleRun(3, 2, 20);
    RunHistory history = new RunHistory(run.facts(), SampleRun.CLOCK);
    String page =
        ReportHtml.render(
            history.details(),
            List.of(),
            null,
            List.of("summary.json is missing."),
            LedgerFile.Chain.EMPTY,
            null);
    assertThat(page)
        .contains("No orderly end", "No round ended", "of 20 planned", "summary.json is missing.");
  }

  @Test
  void clientsThatAreNotScoredAreCounted() {
    SampleRun run = new SampleRun(2, 2, 1);
    SortedMap<String, Evaluation> scores = run.reports().get(0).clients();
    List<String> cohort = List.of("client-1", "client-2", "client-3");

    String page = page(run, List.of(SampleRun.report(1, cohort, 0, null, scores, 1)));

    assertThat(markup(page))
        .contains("held-out examples of 2 clients", "3 clients took part. Who is not scored");
    assertThat(markup(page(run))).doesNotContain("Who is not scored");
  }

  @Test
  void scoresOfTheLastRoundsAloneAreNoBand() throws Exception {
    assertThat(data(page(new SampleRun(3, 2, 9))).has("median")).isTrue();
    SampleRun run = new SampleRun(3, 2, 9);
    List<RoundReport> reports = new ArrayList<>(run.reports());
    for (int i = 0; i < 7; i++) {
      RoundReport r = reports.get(i);
      reports.set(
          i, SampleRun.report(r.task().round(), List.of("a"), 0, r.test(), new TreeMap<>(), 1));
    }
    assertThat(data(page(run, reports)).has("median")).isFalse();
  }

  @Test
  void oneRoundIsTold() {
    assertThat(page(new SampleRun(3, 2, 1))).contains("after one round, measured on the test set");
  }

  @Test
  void clientsThatHoldNothingDoNotBreakThePage() throws Exception {
    TreeMap<String, int[]> counts = new TreeMap<>();
    for (int k = 0; k < 70; k++) {
      counts.put("client-" + k, new int[2]);
    }
    RunHistory history =
        new RunHistory(SampleRun.facts(List.of("a", "b"), counts, 1, List.of()), SampleRun.CLOCK);
    String page =
        ReportHtml.render(
            history.details(), List.of(), null, List.of(), LedgerFile.Chain.EMPTY, null);
    assertThat(data(page).at("/labelGrid/most").asDouble()).isEqualTo(1);
    assertThat(page).contains("70 clients hold 0 to 0 examples");
  }

  @Test
  void manyClientsAreGroupedAndThePageStaysSmall() throws Exception {
    String page = page(new SampleRun(2500, 100, 2));
    assertThat(data(page).at("/labelGrid/columns")).hasSize(834);
    assertThat(page).contains("every 3 neighbouring clients");
    assertThat(page.length()).isLessThan(1_500_000);
  }

  @Test
  void clientsComeInNaturalOrder() throws Exception {
    JsonNode clients = data(page(new SampleRun(11, 3, 1))).at("/labelBars/clients");
    assertThat(clients.get(1).asText()).isEqualTo("client-2");
    assertThat(clients.get(10).asText()).isEqualTo("client-11");
  }

  private static String privatePage(LedgerFile.Chain ledger, RunOutcome outcome, String head) {
    SampleRun run = new SampleRun(8, 5, 4);
    RunHistory history = new RunHistory(run.facts(), SampleRun.CLOCK);
    run.reports().forEach(history::onRound);
    PrivacyFacts facts = PrivacyFacts.of(ledger.entries(), head);
    return ReportHtml.render(
        history.details(),
        history.rounds(),
        history.summary(outcome, "x", facts),
        List.of(),
        ledger,
        null);
  }

  @Test
  void promiseIsToldDrawnAndPutIntoTables(@TempDir Path folder) throws Exception {
    LedgerFile.Chain ledger = SampleLedger.written(folder, SampleLedger.eventful("secure"));
    String page = privatePage(ledger, RunOutcome.BUDGET_SPENT, ledger.head());
    String markup = markup(page);
    assertThat(markup)
        .contains("<span class=\"outcome good\">Stopped at its privacy budget.")
        .contains("<p class=\"badge good\">Noise secure</p>", "any one client took part")
        .contains("Epsilon 3.40 at delta 1e-5 after 6 paid rounds; the budget is 5.")
        .contains("one client added or removed", "1 at first, 0.25 at last")
        .contains("6 paid, 3 lost", "29 smallest, 31 median, 32 largest")
        .contains(ledger.head(), "13 lines, each following from the one before")
        .contains("aborted: 3 survivors (expected: at least 15)", "lost: the run died in it")
        .contains("run again, and paid again", "no other run gives the same again")
        .doesNotContain("lines were cut off");
    assertThat(all("<canvas id=\"(\\w+)\"", markup)).contains("epsilon");
    assertThat(all("id=\"([\\w-]+)\"", markup)).doesNotHaveDuplicates();
    assertThat(data(page).get("epsilon")).hasSize(6);
    assertThat(data(page).at("/paidRounds/4").asText()).isEqualTo("3 again");
    assertThat(data(page).at("/epsilonBudget").asDouble()).isEqualTo(5);
  }

  @Test
  void seededNoiseAndAnInfiniteEpsilonAreCalledWhatTheyAre(@TempDir Path folder) throws Exception {
    LedgerEntry.Paid free = SampleLedger.paid(1, 1);
    List<LedgerEntry> entries =
        List.of(
            SampleLedger.opened("seeded"),
            new LedgerEntry.Paid(1, free.steps(), 60, 1, 0, 0, null));
    LedgerFile.Chain ledger = SampleLedger.written(folder, entries);
    String page = privatePage(ledger, RunOutcome.DONE, ledger.head());
    assertThat(page)
        .contains("<p class=\"badge bad\">Noise seeded: protects nobody</p>")
        .contains(
            "Nothing is guaranteed about anybody", "No finite epsilon is known.", "not capped")
        .contains("bit for bit")
        .doesNotContain("<canvas id=\"epsilon\"");
    assertThat(data(page).at("/epsilon/0").isNull()).isTrue();
  }

  @Test
  void anEpsilonThatProtectsNobodyHasNoGoodBadge(@TempDir Path folder) {
    List<LedgerEntry> entries = List.of(SampleLedger.opened("secure"), SampleLedger.paid(1, 852));
    LedgerFile.Chain ledger = SampleLedger.written(folder, entries);
    assertThat(markup(privatePage(ledger, RunOutcome.DONE, ledger.head())))
        .contains("<p class=\"badge bad\">Epsilon 852: protects next to nobody</p>")
        .contains("by a factor of at most 10^370")
        .doesNotContain("badge good", "nfinite", "Infinity");
  }

  @Test
  void aLedgerThatWasCutOffIsNotCalledWhole(@TempDir Path folder) {
    LedgerFile.Chain ledger = SampleLedger.written(folder, SampleLedger.eventful("secure"));
    assertThat(privatePage(ledger, RunOutcome.DONE, "f".repeat(64))).contains("lines were cut off");
  }

  @Test
  void aRunThatPromisedNothingSaysNothingAboutPrivacy() {
    assertThat(markup(page(new SampleRun(3, 2, 2)))).doesNotContain("privacy", "psilon");
  }

  @Test
  void maskedSumsAreToldAtTheTop() {
    RunFacts plain = new SampleRun(3, 2, 1).facts();
    Map<String, Object> config = new LinkedHashMap<>(plain.config());
    config.put("secure-aggregation", true);
    RunFacts masked =
        new RunFacts(
            plain.version(),
            plain.strategy(),
            plain.seed(),
            config,
            plain.labels(),
            plain.backbone(),
            plain.parameters(),
            plain.transport(),
            plain.threads(),
            plain.data(),
            plain.labelCounts(),
            plain.testSet(),
            plain.notes(),
            null);
    RunHistory history = new RunHistory(masked, SampleRun.CLOCK);
    assertThat(
            ReportHtml.render(
                history.details(), List.of(), null, List.of(), LedgerFile.Chain.EMPTY, null))
        .contains("the coordinator saw sums only (secure aggregation)");
    assertThat(page(new SampleRun(3, 2, 1))).doesNotContain("saw sums only");
  }

  @Test
  void recordedRunGivesTheSamePage(@TempDir Path temporary) throws Exception {
    SampleRun run = new SampleRun(8, 5, 9);
    RunFolder folder = RunFolder.create(temporary.resolve("run"));
    RunHistory history = new RunHistory(run.facts(), SampleRun.CLOCK);
    folder.start(history.details());
    for (RoundReport report : run.reports()) {
      history.onRound(report);
      folder.onRound(report);
    }
    folder.finish(history.summary(RunOutcome.DONE, "x", null), history.details());
    String written =
        ReportHtml.render(
            history.details(),
            history.rounds(),
            history.summary(RunOutcome.DONE, "x", null),
            List.of(),
            LedgerFile.Chain.EMPTY,
            null);
    assertThat(ReportHtml.render(RunFolder.open(folder.dir()))).isEqualTo(written);

    Files.delete(folder.file(RunFolder.DETAILS));
    assertThatThrownBy(() -> ReportHtml.render(RunFolder.open(folder.dir())))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("details.json");
  }
}
