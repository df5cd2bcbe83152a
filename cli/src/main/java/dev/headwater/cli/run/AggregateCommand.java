package dev.headwater.cli.run;

import dev.headwater.cli.extensions.ExtensionOptions;
import dev.headwater.cli.options.ChoiceNames;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.simulations.UpdateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headwater aggregate}: what a round makes of its contributions, offline, over files. */
@Command(
    name = "aggregate",
    description =
        "Aggregates several updates into one, as a round does: safetensors files with the same tensors.",
    footer = {
      "headwater aggregate --out mean.safetensors a.safetensors b.safetensors",
      "headwater aggregate --aggregator median --out m.safetensors a.safetensors b.safetensors"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class AggregateCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--aggregator",
      paramLabel = "NAME",
      completionCandidates = ChoiceNames.Aggregators.class,
      defaultValue = "mean",
      description =
          "How updates are aggregated: ${COMPLETION-CANDIDATES}; or a class of your own. mean is weighted by num_examples in the files' metadata, the others ignore it. Default: ${DEFAULT-VALUE}.")
  String aggregator = "mean";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "File of the result; it must not exist yet.")
  Path out = Path.of("");

  @Parameters(
      arity = "1..*",
      paramLabel = "UPDATE",
      description = "Safetensors files. Ties go to the file that is named first.")
  List<Path> updates = List.of();

  @Mixin ExtensionOptions extensions = new ExtensionOptions();

  @Override
  public Integer call() throws Exception {
    return extensions.run(this::aggregate);
  }

  private int aggregate() throws IOException {
    if (Files.exists(out)) {
      throw new UserDataException(
          "out: %s exists (expected: a new file; choose another)".formatted(out));
    }
    Aggregator rule = UserInput.valid(() -> Aggregators.CHOICES.parse(aggregator));
    UpdateFiles.Result result = UpdateFiles.aggregate(rule, updates);
    try {
      SafetensorsWriter.write(out, result.tensors(), result.metadata());
    } catch (IOException e) {
      throw new UserDataException(
          "out: %s cannot be written, %s (expected: a folder that exists and takes files)"
              .formatted(out, FileTrouble.words(e)),
          e);
    }
    spec.commandLine().getOut().println(out);
    return ExitCode.DONE.code();
  }
}
