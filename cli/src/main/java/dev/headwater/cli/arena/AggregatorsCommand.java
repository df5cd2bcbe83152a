package dev.headwater.cli.arena;

import dev.headwater.cli.extensions.ExtensionOptions;
import dev.headwater.files.UserInput;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partitions.Dirichlet;
import dev.headwater.learning.partitions.UserGroups;
import dev.headwater.simulations.arena.AggregatorTable;
import dev.headwater.simulations.data.Labelled;
import dev.headwater.vision.data.PictureSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater arena aggregators}: every aggregator under every attack. */
@Command(
    name = "aggregators",
    description =
        "Aggregators under attack: accuracy where some clients flip labels, flip signs, send huge values or claim a"
            + " billion examples. 10 clients unless --clients says otherwise.",
    footer = {
      "headwater arena aggregators --rounds 10 --seeds 1",
      "headwater arena aggregators --data photos --attackers 2 --aggregator krum:2"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class AggregatorsCommand implements Callable<Integer> {
  private static final int CLIENTS = 10;

  @Spec CommandSpec spec;
  @Mixin ArenaOptions arena = new ArenaOptions();
  @Mixin TableOutput output = new TableOutput();

  @Mixin ArenaTraining training = new ArenaTraining();

  @Option(
      names = "--attackers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Number of clients that attack. Default: ${DEFAULT-VALUE}.")
  int attackers = 1;

  @Option(
      names = "--aggregator",
      paramLabel = "NAME",
      description =
          "An aggregator to compare with the mean; repeat the option for several. Default: median, trimmed-mean:0.1, krum:1, multi-krum:1, bulyan:1, geometric-median, centred-clipping.")
  List<String> aggregators =
      List.of(
          "median",
          "trimmed-mean:0.1",
          "krum:1",
          "multi-krum:1",
          "bulyan:1",
          "geometric-median",
          "centred-clipping");

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
    UserInput.valid(
        () -> {
          if (attackers < 0 || attackers > clients) {
            throw new IllegalArgumentException(
                "attackers: %d of %d clients (expected: 0 to all of them)"
                    .formatted(attackers, clients));
          }
          aggregators.forEach(name -> Aggregators.CHOICES.parse(name).requireCohort(clients));
          return clients;
        });
    output.check();
    return output.put(
        spec.commandLine().getOut(),
        arena.run(
            training,
            AggregatorsCommand::usual,
            (runs, features) -> AggregatorTable.of(runs, aggregators, attackers)));
  }

  private static Partition usual(PictureSet pictures) {
    return Labelled.usual(pictures.train()).byUser() ? new UserGroups() : new Dirichlet(1);
  }
}
