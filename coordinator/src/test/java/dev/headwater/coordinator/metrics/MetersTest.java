package dev.headwater.coordinator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The enum of meters, and everything that has to agree with it. */
class MetersTest {
  private static final Path ROOT =
      Path.of(Objects.requireNonNull(System.getProperty("headwater.root")));

  /** A sample of the text format: a name, labels or none, a value. */
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{(.*)\\})? \\S+");

  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");

  /** Whatever looks like one of our names in another file. */
  private static final Pattern NAME =
      Pattern.compile("\\b(?:headwater|jvm|process)_[a-z_]*[a-z]\\b");

  private static String scrape() {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (JvmMeters jvm = new JvmMeters(registry)) {
      var meters =
          new RunMeters(registry, "test", InstantSource.fixed(Instant.ofEpochSecond(1)), false);
      meters.read(() -> 1, () -> true);
      meters.joined("site \"one\"\\, say");
      return registry.scrape();
    }
  }

  private static SortedSet<String> names() {
    return Arrays.stream(Meters.values())
        .flatMap(meter -> meter.samples().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void metricsHaveExactlyTheNamesAndLabelsOfTheEnum() {
    SortedMap<String, SortedSet<String>> expected = new TreeMap<>();
    for (Meters meter : Meters.values()) {
      meter.samples().forEach(name -> expected.put(name, new TreeSet<>(meter.tags())));
    }
    SortedMap<String, SortedSet<String>> found = new TreeMap<>();
    scrape()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              Matcher sample = SAMPLE.matcher(line);
              assertThat(sample.matches()).as(line).isTrue();
              String labels = sample.group(2);
              found.put(
                  sample.group(1),
                  LABEL
                      .matcher(labels == null ? "" : labels)
                      .results()
                      .map(label -> label.group(1))
                      .collect(Collectors.toCollection(TreeSet::new)));
            });
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void kindsAreThoseThatPrometheusIsTold() {
    List<String> types =
        scrape().lines().filter(line -> line.startsWith("# TYPE ")).sorted().toList();
    List<String> expected = new ArrayList<>();
    for (Meters meter : Meters.values()) {
      String first = meter.samples().get(0);
      switch (meter.kind()) {
        case COUNTER -> expected.add("# TYPE %s counter".formatted(first));
        case GAUGE -> expected.add("# TYPE %s gauge".formatted(first));
        case TIMER -> {
          String base = first.replaceFirst("_count$", "");
          expected.add("# TYPE %s summary".formatted(base));
          expected.add("# TYPE %s_max gauge".formatted(base));
        }
      }
    }
    assertThat(types).containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"operations/grafana/headwater.json", "operations/prometheus/alerts.yaml"})
  void filesForOperatorsNameMetersOfTheEnumAlone(String file) throws IOException {
    String text = Files.readString(ROOT.resolve(file));
    List<String> named = NAME.matcher(text).results().map(MatchResult::group).distinct().toList();
    assertThat(named).hasSizeGreaterThan(5);
    assertThat(names()).containsAll(named);
  }

  @Test
  void alertsAreExplainedInTheDocumentation() throws IOException {
    String docs = Files.readString(ROOT.resolve("docs/operations.md"));
    Stream<String> alerts =
        Pattern.compile("- alert: (\\w+)")
            .matcher(Files.readString(ROOT.resolve("operations/prometheus/alerts.yaml")))
            .results()
            .map(alert -> alert.group(1));
    assertThat(alerts.toList()).hasSizeGreaterThan(5).allSatisfy(a -> assertThat(docs).contains(a));
  }
}
