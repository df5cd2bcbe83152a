package dev.headwater.simulations.nodes;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.proto.RunDescription;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.backbone.FullModel;
import dev.headwater.vision.backbone.TrainedHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Backbone files by digest in the cache folder: those that coordinators serve and those that
 * clients have fetched.
 */
public final class BackboneStore {
  private final Path folder;

  /**
   * A store whose folder is made when the first file is kept.
   *
   * @param cache root folder of all caches; the files are in its subfolder {@code backbones}
   */
  public BackboneStore(Path cache) {
    this.folder = cache.resolve("backbones");
  }

  /**
   * Stores a backbone as a file that clients can fetch, unless it is there already.
   *
   * @param backbone with its weights
   * @return its file, {@code <digest>.safetensors}
   * @throws UserDataException if the folder cannot be written
   */
  public Path keep(Backbone backbone) {
    Path file = file(backbone.digest());
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(folder);
        WholeFile.write(file, ByteBuffer.wrap(backbone.fileBytes()));
      }
      return file;
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Stores a backbone together with its classifier, for pages, unless it is there already.
   *
   * @param model the backbone and the classifier
   * @return its file, named by the digests of the backbone and of the classifier with its class
   *     names
   * @throws UserDataException if the folder cannot be written
   */
  public Path keep(FullModel model) {
    TrainedHead head = model.head();
    MessageDigest sha = Sha256.digest();
    head.labels().forEach(label -> sha.update((label + "\n").getBytes(StandardCharsets.UTF_8)));
    sha.update(head.parameters().digest().getBytes(StandardCharsets.UTF_8));
    String classifier = HexFormat.of().formatHex(sha.digest(), 0, 16);
    Path file = file(model.backbone().digest() + "-classifier-" + classifier);
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(folder);
        model.write(file);
      }
      return file;
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private UserDataException unwritable(IOException e) {
    return new UserDataException(
        "cache: %s cannot be written: %s (expected: a writable folder; choose one with --cache)"
            .formatted(folder, FileTrouble.words(e)),
        e);
  }

  /** The path of a run's backbone, whether it exists or not. */
  Path fileOf(RunDescription run) throws IOException {
    Files.createDirectories(folder);
    return file(run.backbone().digest());
  }

  /** The backbone of a run, if it is stored and intact. */
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
