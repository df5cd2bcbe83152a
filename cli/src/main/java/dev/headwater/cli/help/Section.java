package dev.headwater.cli.help;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The sections of long help pages, in their order. An option stands where it is named here: {@code
 * --rounds} for every command that has it, or {@code client --delta} for one command alone, which
 * goes first. The options of {@code basic} are shown by {@code --help}, all others only by {@code
 * --help-all}.
 */
enum Section {
  DATA(
      "Data",
      basic(
          "--data",
          "simulate --test-data",
          "--clients",
          "--partition",
          "--client",
          "partition --seed",
          "coordinator --labels",
          "coordinator --test-data",
          "--classes"),
      rest("--dirichlet-alpha", "--test-data", "--label-map", "--holdout", "--without")),
  NETWORK(
      "Network",
      basic("--coordinator", "--name", "--listen", "--host", "--web-port", "--install-port"),
      rest("--attempts", "--publish-runs", "--pretrained-labels", "--keep-serving")),
  MODEL("Model", basic(), rest("--head", "--backbone", "--image-size", "--runtime", "--cache")),
  STRATEGY(
      "Strategy and aggregation",
      basic("--strategy", "aggregators --aggregator", "attacks --aggregator"),
      rest("--aggregator", "--weights", "--weight-cap", "--sum-bits")),
  TRAINING(
      "Training",
      basic("--local-epochs", "--lr", "--seed", "--seeds", "--l2", "--what-if"),
      rest(
          "--batch-size",
          "--lr-schedule",
          "--momentum",
          "--weight-decay",
          "--proximal-mu",
          "--max-delta",
          "--standardise",
          "--start")),
  ROUNDS(
      "Rounds and waiting",
      basic("--rounds", "--cohort", "--min-clients"),
      rest(
          "--fraction-fit",
          "--sampling-rate",
          "--schedule",
          "--quorum",
          "--goal",
          "--stragglers",
          "--until",
          "--patience",
          "--client-scores",
          "--deadline",
          "--wait",
          "--last-call")),
  PRIVACY(
      "Privacy",
      basic("--privacy", "--epsilon-budget"),
      rest(
          "--noise-multiplier",
          "--clipping-norm",
          "--adaptive-clipping",
          "--delta",
          "--accountant",
          "--user-clients",
          "--mean-weight",
          "--noise",
          "--noise-source")),
  SECURE_AGGREGATION(
      "Secure aggregation",
      basic("--secure-aggregation"),
      rest(
          "--min-survivors",
          "--expected-dropouts",
          "--expected-colluders",
          "--enrolled",
          "--identity")),
  COMPRESSION("Compression", basic(), rest("--compression")),
  DEMANDS(
      "Demands of this client",
      basic("--policy", "--require-secure-aggregation", "--max-epsilon"),
      rest(
          "--require-client-noise",
          "--require-example-noise",
          "client --delta",
          "client --min-survivors",
          "--max-colluders",
          "--max-repeats",
          "--max-weight",
          "--max-rounds",
          "--max-local-steps",
          "--works",
          "--ledger")),
  SECURITY(
      "Security",
      basic("--pki", "client --token-file", "client --tls-ca"),
      rest(
          "--token",
          "--token-file",
          "--tls-cert",
          "--tls-key",
          "--tls-ca",
          "--web-tls-cert",
          "--web-tls-key",
          "--insecure",
          "--max-clients",
          "--max-joins",
          "--max-connections",
          "--max-labels",
          "--max-examples")),
  ATTACKS("Attacks", basic("--attackers", "--attack"), rest("--attacks")),
  ENGINE("Engine", basic(), rest("--engine", "--master", "--threads", "--extensions")),
  OUTPUT(
      "Output",
      basic("--room", "--out", "--config", "--resume", "--export"),
      rest(
          "--adopt",
          "--changed-data",
          "--keep-contributions",
          "--mlflow",
          "--format",
          "--into",
          "--section")),
  LOGS("Logs", basic(), rest("--quiet", "--verbose", "--log-file", "--log-format"));

  private final String heading;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> basic;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> rest;

  Section(String heading, String[] basic, String[] rest) {
    this.heading = heading;
    this.basic = List.of(basic);
    this.rest = List.of(rest);
  }

  private static String[] basic(String... names) {
    return names;
  }

  private static String[] rest(String... names) {
    return names;
  }

  /** The section of an option, empty if none names it. */
  static Optional<Section> of(String command, String option) {
    String own = command + " " + option;
    return Arrays.stream(values())
        .filter(section -> section.names(own))
        .findFirst()
        .or(() -> Arrays.stream(values()).filter(section -> section.names(option)).findFirst());
  }

  /** Whether {@code --help} shows it. */
  static boolean isBasic(String command, String option) {
    return of(command, option)
        .map(section -> section.basic.contains(section.key(command, option)))
        .orElse(true);
  }

  /** The order of options of one section: as they are named here. */
  Comparator<String> order(String command) {
    return Comparator.comparingInt(
        option -> {
          String key = key(command, option);
          int at = basic.indexOf(key);
          return at >= 0 ? at : basic.size() + rest.indexOf(key);
        });
  }

  /** As they are named here. */
  List<String> all() {
    return Stream.concat(basic.stream(), rest.stream()).toList();
  }

  String heading() {
    return heading;
  }

  private String key(String command, String option) {
    String own = command + " " + option;
    return names(own) ? own : option;
  }

  private boolean names(String key) {
    return basic.contains(key) || rest.contains(key);
  }
}
