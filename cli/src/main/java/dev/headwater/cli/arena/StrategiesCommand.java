package dev.headwater.cli.arena;

import dev.headwater.cli.extensions.ExtensionOptions;
import dev.headwater.files.UserInput;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.simulations.arena.StrategyTable;
import dev.headwater.simulations.data.FeatureScale;
import dev.headwater.simulations.data.Labelled;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater arena strategies}: every strategy on the same splits. */
@Command(
    name = "strategies",
    description =
        "Strategies side by side: accuracy, rounds, seconds and bytes. Strategies that need all clients ask all.",
    footer = {
      "headwater arena strategies --rounds 10 --seeds 1",
      "headwater arena strategies --strategy fedavg --strategy scaffold --cohort 10"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class StrategiesCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ArenaOptions arena = new ArenaOptions();
  @Mixin TableOutput output = new TableOutput();

  @Mixin ArenaTraining training = new ArenaTraining();

  @Option(
      names = "--cohort",
      paramLabel = "N",
      defaultValue = "0",
      description = "Number of clients in each round; 0 for all. Default: all.")
  int cohort;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      description =
          "A strategy to compare; repeat the option for several. Default: every built-in one.")
  List<String> strategies =
      Strategies.CHOICES.all().stream().map(row -> row.example().toString()).toList();

  @Mixin ExtensionOptions extensions = new ExtensionOptions();

  @Override
  public Integer call() throws Exception {
    return extensions.run(this::table);
  }

  private int table() throws Exception {
    UserInput.valid(
        () -> {
          if (cohort < 0) {
            throw new IllegalArgumentException(
                "cohort: %d (expected: at least 1, or 0 for all)".formatted(cohort));
          }
          strategies.forEach(Strategies.CHOICES::parse);
          return cohort;
        });
    output.check();
    return output.put(
        spec.commandLine().getOut(),
        arena.run(
            training,
            pictures -> Labelled.usual(pictures.train()),
            (runs, features) ->
                StrategyTable.of(
                    runs,
                    strategies,
                    cohort,
                    training.hyper(FeatureScale.standardisedRate(features)),
                    training.rounds)));
  }
}
