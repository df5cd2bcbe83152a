package dev.headwater.vision.extractors;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.backbone.Backbone;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Opens the feature extractor named by {@code --backbone}. */
public final class Extractors {
  /** The backbone inside the jar. */
  public static final String EMBEDDED = "embedded";

  /** No backbone: the pixels themselves. */
  public static final String PIXELS = "pixels";

  private Extractors() {}

  /** What runs a backbone. */
  public enum Inference {
    /** ONNX Runtime: fast, and bitwise equal for every batch size. */
    ONNX,
    /** PyTorch through DJL: the reference. */
    PYTORCH
  }

  /**
   * Opens what a flag names; the caller closes it.
   *
   * @param backbone {@code embedded}, {@code pixels}, or a safetensors file
   * @param imageSize side of the input in pixels, where it differs from the backbone's own
   * @param runtime ignored for pixels
   * @throws UserDataException if the file or the size cannot be used
   */
  public static FeatureExtractor open(String backbone, OptionalInt imageSize, Inference runtime) {
    Optional<Backbone> loaded = load(backbone, imageSize);
    if (loaded.isPresent()) {
      return open(loaded.get(), runtime);
    }
    return new PixelFeatures(
        imageSize.isPresent()
            ? PixelFeatures.DEFAULT.withImageSize(imageSize.getAsInt())
            : PixelFeatures.DEFAULT);
  }

  /** Opens a loaded backbone; the caller closes it. */
  public static FeatureExtractor open(Backbone backbone, Inference runtime) {
    return switch (runtime) {
      case ONNX -> new OnnxFeatures(backbone);
      case PYTORCH -> new TorchFeatures(backbone);
    };
  }

  /**
   * Loads the backbone that a flag names, without running it.
   *
   * @return empty for {@code pixels}
   * @throws UserDataException as {@link #open(String, OptionalInt, Inference)}
   */
  public static Optional<Backbone> load(String backbone, OptionalInt imageSize) {
    if (backbone.equals(PIXELS)) {
      return Optional.empty();
    }
    Backbone loaded =
        backbone.equals(EMBEDDED) ? Backbone.embedded() : Backbone.load(file(backbone));
    return Optional.of(imageSize.isPresent() ? loaded.withImageSize(imageSize.getAsInt()) : loaded);
  }

  private static Path file(String backbone) {
    try {
      Path file = Path.of(backbone);
      if (Files.exists(file)) {
        return file;
      }
    } catch (InvalidPathException e) {
      // Not even a path: the same sentence says it.
    }
    throw new UserDataException(
        "backbone: %s (expected: %s, %s or a safetensors file)"
            .formatted(
                backbone.isBlank() ? "nothing is named" : "there is no " + backbone,
                EMBEDDED,
                PIXELS));
  }
}
