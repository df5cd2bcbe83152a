package dev.headwater.simulations.command;

import dev.headwater.proto.RunDescription;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.backbone.file.WholeFile;
import dev.headwater.vision.image.UserDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Backbone files by digest, below the cache: what coordinators hand out and clients have fetched.
 */
final class BackboneStore {
  private final Path folder;

  BackboneStore(Path cache) {
    this.folder = cache.resolve("backbones");
  }

  /** Puts a backbone there, as a file that clients can fetch. */
  Path keep(Backbone backbone) {
    Path file = file(backbone.digest());
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(folder);
        WholeFile.write(file, ByteBuffer.wrap(backbone.fileBytes()));
      }
      return file;
    } catch (IOException e) {
      throw new UserDataException(
          "cache: %s cannot be written: %s (expected: a writable folder; choose one with --cache)"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  /** Where the backbone of a run is kept, whether it is there or not. */
  Path fileOf(RunDescription run) throws IOException {
    Files.createDirectories(folder);
    return file(run.backbone().digest());
  }

  /** The backbone of a run, if it is kept and whole. */
  Optional<Backbone> find(RunDescription run) {
    Path file = file(run.backbone().digest());
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Backbone backbone = Backbone.load(file).withImageSize(run.imageSize());
    return backbone.digest().equals(run.backbone().digest())
        ? Optional.of(backbone)
        : Optional.empty();
  }

  private Path file(String digest) {
    return folder.resolve(digest + ".safetensors");
  }
}
