package dev.headwater.cli.arena;

import dev.headwater.files.UserInput;
import dev.headwater.learning.strategies.closed.ExactSoftmax;
import dev.headwater.simulations.arena.CentralTable;
import dev.headwater.simulations.data.Labelled;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater arena central}: exact softmax over clients beside central training. */
@Command(
    name = "central",
    description =
        "Exact softmax over clients beside converged central training: objective, accuracy, rounds, seconds and bytes.",
    footer = "headwater arena central --data photos --l2 0.01",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CentralCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ArenaOptions arena = new ArenaOptions();
  @Mixin TableOutput output = new TableOutput();

  @Option(
      names = "--l2",
      paramLabel = "L2",
      split = ",",
      defaultValue = "0.01,0.001",
      description =
          "Penalties, with commas: the loss is the mean cross-entropy + l2/2 |W|^2. Default: ${DEFAULT-VALUE}.")
  List<Double> l2 = List.of();

  @Override
  public Integer call() throws Exception {
    UserInput.valid(() -> l2.stream().map(ExactSoftmax::new).toList());
    output.check();
    return output.put(
        spec.commandLine().getOut(),
        arena.run(
            new ArenaTraining(),
            pictures -> Labelled.usual(pictures.train()),
            (runs, features) -> CentralTable.of(runs, l2)));
  }
}
