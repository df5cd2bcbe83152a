package dev.headwater.cli.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.cli.extensions.ExtensionOptions;
import dev.headwater.cli.options.DataOptions;
import dev.headwater.cli.options.OutputOptions;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.view.LabelTable;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partition.Split;
import dev.headwater.simulations.data.Labelled;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.sources.folder.PictureExport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater partition}: shows the split, and can export each client's share as a folder. */
@Command(
    name = "partition",
    description = "Shows how the training pictures are split across clients, without training.",
    footer = {
      "headwater partition --data demo --clients 8 --partition dirichlet:0.3",
      "headwater partition --data photos --clients 4 --export shares"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class PartitionCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin DataOptions data = new DataOptions();
  @Mixin ExtensionOptions extensions = new ExtensionOptions();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the split. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--export",
      paramLabel = "DIR",
      description =
          "Also write each client's pictures to DIR/CLIENT and the test pictures to DIR/test, a folder per class.")
  @Nullable Path export;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description = "Output: text or json. Default: ${DEFAULT-VALUE}.")
  OutputOptions.Format format = OutputOptions.Format.TEXT;

  @Override
  public Integer call() throws Exception {
    return extensions.run(this::show);
  }

  private int show() throws IOException {
    PictureSet pictures = data.open();
    pictures.notes().forEach(spec.commandLine().getErr()::println);
    Partition partition = data.partition(pictures);
    Labelled labelled = Labelled.of(pictures.train(), pictures.labels());
    Split split = labelled.split(partition, pictures.labels().size(), data.clients, seed);
    SortedMap<String, int[]> table = split.labelCounts(labelled.labels(), pictures.labels().size());
    PrintWriter out = spec.commandLine().getOut();
    if (format == OutputOptions.Format.JSON) {
      table.forEach((client, counts) -> out.println(json(client, counts, pictures.labels())));
    } else {
      Terminal terminal = Terminal.ofOutput();
      LabelTable.lines(
              pictures.name(), partition.spec().toString(), pictures.labels(), table, terminal)
          .forEach(out::println);
    }
    out.flush();
    if (export != null) {
      write(export, pictures, split);
      spec.commandLine().getErr().printf("Wrote %d client folders to %s.%n", table.size(), export);
    }
    return ExitCode.DONE.code();
  }

  private static String json(String client, int[] counts, List<String> labels) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("type", "client")
        .put("client", client)
        .put("num_examples", Arrays.stream(counts).sum());
    ObjectNode byLabel = node.putObject("labels");
    for (int c = 0; c < counts.length; c++) {
      byLabel.put(labels.get(c), counts[c]);
    }
    return node.toString();
  }

  private static void write(Path folder, PictureSet pictures, Split split) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> inside = Files.list(folder)) {
        if (inside.findAny().isPresent()) {
          throw new UserDataException(
              "export: %s is not empty (expected: a folder that is empty or not there yet)"
                  .formatted(folder));
        }
      }
    }
    for (var client : split.clients().entrySet()) {
      List<Picture> own = Arrays.stream(client.getValue()).mapToObj(pictures.train()::get).toList();
      PictureExport.write(own, folder.resolve(client.getKey()));
    }
    if (!pictures.test().isEmpty()) {
      PictureExport.write(pictures.test(), folder.resolve("test"));
    }
  }
}
