package dev.headwater.cli.run;

import dev.headwater.cli.process.ExitCode;
import dev.headwater.files.UserDataException;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.extractors.Extractors;
import dev.headwater.vision.image.Preprocessing;
import java.io.PrintWriter;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headwater backbone info}: describes a backbone file. */
@Command(
    name = "backbone",
    description = "Describes backbones.",
    footer = {
      "headwater backbone info",
      "headwater backbone info mobilenet.safetensors --image-size 96"
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class BackboneCommand {
  @Spec CommandSpec spec;

  @Command(
      name = "info",
      description = "Shows a backbone's architecture, preprocessing, licence and digest.",
      footer = {
        "headwater backbone info",
        "headwater backbone info mobilenet.safetensors --image-size 96"
      },
      mixinStandardHelpOptions = true)
  int info(
      @Parameters(
              arity = "0..1",
              paramLabel = "FILE",
              defaultValue = "embedded",
              description = "A safetensors file, or 'embedded'. Default: ${DEFAULT-VALUE}.")
          String file,
      @Option(
              names = "--image-size",
              paramLabel = "PX",
              description = "Another side of the input than the file's.")
          @Nullable Integer imageSize) {
    OptionalInt size = imageSize == null ? OptionalInt.empty() : OptionalInt.of(imageSize);
    Backbone backbone =
        Extractors.load(file, size)
            .orElseThrow(
                () ->
                    new UserDataException(
                        "backbone: pixels is no file (expected: embedded, or a safetensors file)"));
    Preprocessing preprocessing = backbone.preprocessing();
    long values =
        backbone.tensors().values().stream().mapToLong(tensor -> tensor.values().length).sum();
    PrintWriter out = spec.commandLine().getOut();
    out.printf("architecture   %s, width %s%n", backbone.arch(), backbone.width());
    out.printf(
        "input          %d x %d pixels%n", preprocessing.imageSize(), preprocessing.imageSize());
    out.printf("normalisation  mean %s, deviation %s%n", preprocessing.mean(), preprocessing.std());
    out.printf("features       %d%n", backbone.features());
    out.printf("values         %,d in %d tensors%n", values, backbone.tensors().size());
    out.printf(
        "own classes    %s%n",
        backbone
            .pretrainedHead()
            .map(head -> "%d, %s head".formatted(head.classes(), head.spec()))
            .orElse("none (features only)"));
    out.printf("licence        %s%n", backbone.license());
    out.printf("origin         %s%n", backbone.origin());
    out.printf("digest         %s%n", backbone.digest());
    out.flush();
    return ExitCode.DONE.code();
  }
}
