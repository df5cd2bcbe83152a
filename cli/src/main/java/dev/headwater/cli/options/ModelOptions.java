package dev.headwater.cli.options;

import dev.headwater.vision.extractors.Extractors;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for turning pictures into features. */
public final class ModelOptions {
  @Option(
      names = "--backbone",
      paramLabel = "FILE",
      defaultValue = "embedded",
      description =
          "The frozen feature extractor: 'embedded' (small, part of Headwater), 'pixels' (none: the head is trained on the pixels), or a safetensors file of a MobileNetV2 with torchvision's tensor names. Default: ${DEFAULT-VALUE}.")
  public String backbone = "embedded";

  @Option(
      names = "--image-size",
      paramLabel = "PX",
      description =
          "Side of the backbone's input in pixels. Default: what the backbone's file says.")
  public @Nullable Integer imageSize;

  @Option(
      names = "--runtime",
      paramLabel = "NAME",
      defaultValue = "onnx",
      description =
          "What runs the backbone: onnx (fast) or pytorch (slower, for comparison). Default: ${DEFAULT-VALUE}.")
  public Extractors.Inference runtime = Extractors.Inference.ONNX;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Folder in which computed features are kept between runs. Default: $HEADWATER_CACHE, else ~/.cache/headwater.")
  public @Nullable Path cache;

  public OptionalInt imageSize() {
    return imageSize == null ? OptionalInt.empty() : OptionalInt.of(imageSize);
  }
}
