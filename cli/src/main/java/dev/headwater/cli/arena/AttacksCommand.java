package dev.headwater.cli.arena;

import dev.headwater.cli.extensions.ExtensionOptions;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.process.Version;
import dev.headwater.files.UserInput;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partitions.Dirichlet;
import dev.headwater.learning.partitions.UserGroups;
import dev.headwater.simulations.arena.matrix.AttackMatrix;
import dev.headwater.simulations.arena.matrix.AttackRuns;
import dev.headwater.simulations.arena.matrix.Setting;
import dev.headwater.simulations.data.Labelled;
import dev.headwater.simulations.hostile.attack.Attacks;
import dev.headwater.vision.data.PictureSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater arena attacks}: every attack against every aggregator. */
@Command(
    name = "attacks",
    description =
        "Attacks against aggregators: final accuracy with and without each attack, and what a backdoor reaches. 50"
            + " clients unless --clients says otherwise.",
    footer = {
      "headwater arena attacks --attack sign-flip:10 --attack alie --seeds 1",
      "headwater arena attacks --out attacks.html --out attacks.csv"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class AttacksCommand implements Callable<Integer> {
  private static final int CLIENTS = 50;

  /** A fifth of the clients. */
  private static final int SHARE = 5;

  @Spec CommandSpec spec;
  @Mixin ArenaOptions arena = new ArenaOptions();
  @Mixin ArenaTraining training = new ArenaTraining();

  @Option(
      names = "--attackers",
      paramLabel = "N",
      description = "Number of clients that attack. Default: a fifth of them.")
  @Nullable Integer attackers;

  @Option(
      names = "--attack",
      paramLabel = "NAME",
      description =
          "NAME or NAME:NUMBERS; repeat it for several. Default: label-flip, backdoor, sign-flip, sign-flip:10,"
              + " scaled, extreme-values, alie, alie:1.5, ipm:0.1, ipm:5, free-rider, stale:5,1, replay, nan, silent.")
  List<String> attacks =
      List.of(
          "label-flip",
          "backdoor",
          "sign-flip",
          "sign-flip:10",
          "scaled",
          "extreme-values",
          "alie",
          "alie:1.5",
          "ipm:0.1",
          "ipm:5",
          "free-rider",
          "stale:5,1",
          "replay",
          "nan",
          "silent");

  @Option(
      names = "--aggregator",
      paramLabel = "NAME",
      description =
          "An aggregator to compare with the mean; repeat the option for several. Default: every built-in one, set to the number of attackers.")
  @Nullable List<String> aggregators;

  @Mixin MatrixOutput output = new MatrixOutput();
  @Mixin ExtensionOptions extensions = new ExtensionOptions();

  @Override
  public Integer call() throws Exception {
    return extensions.run(this::table);
  }

  private int table() throws Exception {
    if (arena.data.clients == null) {
      arena.data.clients = CLIENTS;
    }
    int clients = arena.data.clients;
    int hostile = attackers == null ? Math.max(1, clients / SHARE) : attackers;
    List<String> rules = aggregators == null ? usual(hostile, clients) : aggregators;
    UserInput.valid(
        () -> {
          if (hostile < 1 || hostile >= clients) {
            throw new IllegalArgumentException(
                "attackers: %d of %d clients (expected: at least 1, and an honest one)"
                    .formatted(hostile, clients));
          }
          attacks.forEach(Attacks::parse);
          rules.forEach(name -> Aggregators.CHOICES.parse(name).requireCohort(clients));
          return clients;
        });
    output.check();
    String[] data = {""};
    AttackMatrix matrix =
        arena.run(
            training,
            AttacksCommand::usual,
            (runs, features) -> {
              data[0] = runs.splits().get(0).data().name();
              return new AttackRuns(runs, hostile).matrix(attacks, rules);
            });
    Setting setting =
        new Setting(
            data[0],
            arena.split(),
            clients,
            hostile,
            training.rounds,
            training.localEpochs,
            arena.seeds,
            Again.of(spec),
            Version.current());
    output.put(spec.commandLine().getOut(), matrix, setting);
    return ExitCode.DONE.code();
  }

  /** All rules, for so many attackers where they take a number. */
  private static List<String> usual(int hostile, int clients) {
    List<String> rules =
        new ArrayList<>(
            List.of(
                "median",
                "trimmed-mean:" + Math.min(0.49, (double) hostile / clients),
                "krum:" + hostile,
                "multi-krum:" + hostile,
                "bulyan:" + hostile,
                "geometric-median",
                "centred-clipping",
                "bucketing:2",
                "nnm:" + hostile));
    rules.removeIf(rule -> !allows(rule, clients));
    return rules;
  }

  private static boolean allows(String rule, int clients) {
    try {
      Aggregators.CHOICES.parse(rule).requireCohort(clients);
      return true;
    } catch (IllegalArgumentException e) {
      return false; // such as Bulyan with too many attackers
    }
  }

  private static Partition usual(PictureSet pictures) {
    return Labelled.usual(pictures.train()).byUser() ? new UserGroups() : new Dirichlet(1);
  }
}
