package dev.headwater.coordinator.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every meter of the coordinator: what is not here is not on /metrics. Names are Micrometer's, with
 * dots; {@link #samples} are those that Prometheus stores. docs/reference/metrics.md is made from
 * it; a test compares the dashboard and the alerts.
 */
public enum Meters {
  /** Always 1. */
  INFO("headwater.info", Kind.GAUGE, "", "Always 1; the program's version is its label", "version"),
  /** Readiness. */
  READY("headwater.ready", Kind.GAUGE, "", "1 where the coordinator can serve rounds, else 0"),
  /** Rounds that have ended. */
  ROUNDS("headwater.rounds", Kind.COUNTER, "rounds", "Rounds that have ended since the start"),
  /** Rounds that were given up, or whose sum could not be unmasked. */
  ROUNDS_WITHOUT_SUM(
      "headwater.rounds.without.sum", Kind.COUNTER, "", "Of these, rounds that gave no sum"),
  /** Of the whole run. */
  ROUNDS_PLANNED(
      "headwater.rounds.planned", Kind.GAUGE, "", "Rounds of the whole run; 0 until it is planned"),
  /** Wall time of a round, evaluation included. */
  ROUND_DURATION(
      "headwater.round.duration",
      Kind.TIMER,
      "seconds",
      "Wall time of a round, its scores included"),
  /** The newest round. */
  ROUND("headwater.round", Kind.GAUGE, "", "The newest round; 0 before the first"),
  /** Clients that the newest round asked. */
  COHORT("headwater.cohort", Kind.GAUGE, "clients", "Clients that the newest round asked"),
  /** Contributions, by outcome: accepted, duplicate, late, refused. */
  CONTRIBUTIONS(
      "headwater.contributions",
      Kind.COUNTER,
      "contributions",
      "Answers by what became of them: accepted, duplicate, late, refused",
      "outcome"),
  /** Bytes of messages, by direction: up (from clients), down (to clients). */
  BYTES(
      "headwater.payload",
      Kind.COUNTER,
      "bytes",
      "Bytes of answers (up) and of work (down)",
      "direction"),
  /** Clients with a live stream. */
  ENROLLED("headwater.enrolled", Kind.GAUGE, "clients", "Clients that are connected"),
  /** Accuracy of the newest head that was scored. */
  EVAL_ACCURACY(
      "headwater.eval.accuracy",
      Kind.GAUGE,
      "",
      "Accuracy of the newest scored head, from 0 to 1; NaN before the first"),
  /** Loss of the newest head that was scored. */
  EVAL_LOSS(
      "headwater.eval.loss",
      Kind.GAUGE,
      "",
      "Cross-entropy of the newest scored head, in nats; NaN before the first"),
  /** Mean training loss of the newest round. */
  TRAIN_LOSS(
      "headwater.train.loss",
      Kind.GAUGE,
      "",
      "Mean training loss of the newest round, in nats; NaN before the first"),
  /** Time that the run has waited for clients or a quorum. */
  WAITING(
      "headwater.waiting", Kind.COUNTER, "seconds", "Time spent waiting for clients or a quorum"),
  /** What the run has spent. */
  EPSILON(
      "headwater.privacy.epsilon",
      Kind.GAUGE,
      "",
      "Epsilon that the run has spent; NaN without --privacy and before the first round"),
  /** For which the epsilon holds. */
  DELTA("headwater.privacy.delta", Kind.GAUGE, "", "The delta for which that epsilon holds"),
  /** What the run may spend. */
  BUDGET(
      "headwater.privacy.budget",
      Kind.GAUGE,
      "",
      "Epsilon that the run may spend; infinite without a budget"),
  /** Whether a site is connected. */
  SITE_CONNECTED(
      "headwater.site.connected",
      Kind.GAUGE,
      "",
      "1 while the site is connected; of others, how many are",
      "site"),
  /** When a site was connected last. */
  SITE_LAST_SEEN(
      "headwater.site.last.seen",
      Kind.GAUGE,
      "seconds",
      "When the site was connected last, in seconds since 1970",
      "site"),
  /** Rounds in which a site's answer was accepted. */
  SITE_ROUNDS(
      "headwater.site.rounds",
      Kind.COUNTER,
      "rounds",
      "Rounds in which an answer of the site was accepted",
      "site"),
  /** Answers of a site that were refused. */
  SITE_REFUSED(
      "headwater.site.refused", Kind.COUNTER, "", "Answers of the site that were refused", "site"),
  /** How long a site took. */
  SITE_ANSWERING(
      "headwater.site.answering",
      Kind.COUNTER,
      "seconds",
      "Time from the start of a round to the accepted answer, all rounds together",
      "site"),
  /** Memory in use. */
  MEMORY_USED("jvm.memory.used", Kind.GAUGE, "bytes", "Memory in use", "area", "id"),
  /** Memory that may be used. */
  MEMORY_MAX("jvm.memory.max", Kind.GAUGE, "bytes", "Most memory that may be used", "area", "id"),
  /** Memory of buffers. */
  BUFFERS_USED(
      "jvm.buffer.memory.used", Kind.GAUGE, "bytes", "Memory of buffers outside the heap", "id"),
  /** What the garbage collector takes. */
  GC_OVERHEAD(
      "jvm.gc.overhead",
      Kind.GAUGE,
      "",
      "Share of the last 5 minutes that the garbage collector took, from 0 to 1"),
  /** Threads. */
  THREADS("jvm.threads.live", Kind.GAUGE, "threads", "Threads"),
  /** CPU of this process. */
  CPU("process.cpu.usage", Kind.GAUGE, "", "Share of all CPUs that this process uses"),
  /** Open files. */
  FILES_OPEN("process.files.open", Kind.GAUGE, "files", "Open files and connections"),
  /** Files that may be open. */
  FILES_MAX("process.files.max", Kind.GAUGE, "files", "Most files and connections"),
  /** Since the start. */
  UPTIME("process.uptime", Kind.GAUGE, "seconds", "Time since the start");

  /** What a meter measures, as Prometheus sees it. */
  public enum Kind {
    /** Grows until the coordinator is started again; Prometheus adds {@code _total}. */
    COUNTER,
    /** Goes up and down. */
    GAUGE,
    /** Count and sum of durations, and the longest of the last minutes. */
    TIMER
  }

  private final String meterName;
  private final Kind kind;
  private final String unit;
  private final String meaning;
  private final String firstTag;
  private final String secondTag;

  Meters(String meterName, Kind kind, String unit, String meaning) {
    this(meterName, kind, unit, meaning, "");
  }

  Meters(String meterName, Kind kind, String unit, String meaning, String tag) {
    this(meterName, kind, unit, meaning, tag, "");
  }

  Meters(
      String meterName, Kind kind, String unit, String meaning, String firstTag, String secondTag) {
    this.meterName = meterName;
    this.kind = kind;
    this.unit = unit;
    this.meaning = meaning;
    this.firstTag = firstTag;
    this.secondTag = secondTag;
  }

  /** The meter of this name; empty for others, which are not on /metrics. */
  public static Optional<Meters> named(String meterName) {
    return Arrays.stream(values()).filter(m -> m.meterName.equals(meterName)).findFirst();
  }

  /** Micrometer's name, with dots. */
  public String meterName() {
    return meterName;
  }

  /** What it measures. */
  public Kind kind() {
    return kind;
  }

  /** Base unit, empty for none. */
  public String unit() {
    return unit;
  }

  /** What it means, in a few words. */
  public String meaning() {
    return meaning;
  }

  /** Keys of its tags, which are Prometheus' labels. */
  public List<String> tags() {
    return Stream.of(firstTag, secondTag).filter(tag -> !tag.isEmpty()).toList();
  }

  /** Prometheus' names: with underscores, the unit and, of counters, {@code _total}. */
  public List<String> samples() {
    String name = meterName.replace('.', '_');
    String withUnit = unit.isEmpty() || name.endsWith("_" + unit) ? name : name + "_" + unit;
    return switch (kind) {
      case COUNTER -> List.of(withUnit + "_total");
      case GAUGE -> List.of(withUnit);
      case TIMER -> List.of(withUnit + "_count", withUnit + "_sum", withUnit + "_max");
    };
  }
}
