package dev.headwater.simulations.nodes;

import dev.headwater.client.data.BackboneDownload;
import dev.headwater.files.UserDataException;
import dev.headwater.proto.RunDescription;
import dev.headwater.simulations.view.RunView;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.extractors.Extractors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Finds a run's backbone: the one that the user names, the embedded one, one that was kept, or the
 * coordinator's, which is fetched once.
 *
 * @param named the run's backbone as named by the user, null to find or fetch it
 * @param cache root folder of all caches, which holds backbones that were fetched
 * @param view is told that one is fetched
 */
public record RunBackbone(@Nullable String named, Path cache, RunView view) {

  /**
   * {@return the backbone at the run's size; empty if the run's features are the pixels} Its digest
   * may be another than the run's where the user named it.
   *
   * @param run as its coordinator describes it
   * @param download fetches the coordinator's file
   * @throws UserDataException if the named one cannot be used, or none is to be had
   * @throws IOException if a file cannot be fetched or written
   */
  public Optional<Backbone> of(RunDescription run, BackboneDownload download) throws IOException {
    if (named != null) {
      return Extractors.load(named, OptionalInt.of(run.imageSize()));
    }
    if (run.backbone().arch().equals(Extractors.PIXELS)) {
      return Optional.empty();
    }
    Backbone embedded = Backbone.embedded().withImageSize(run.imageSize());
    if (embedded.digest().equals(run.backbone().digest())) {
      return Optional.of(embedded);
    }
    BackboneStore store = new BackboneStore(cache);
    Optional<Backbone> kept = store.find(run);
    if (kept.isPresent()) {
      return kept;
    }
    if (!run.backbone().fileAvailable()) {
      throw new UserDataException(
          "backbone: the run's is %.12s, and its coordinator does not hand it out (expected: --backbone FILE)"
              .formatted(run.backbone().digest()));
    }
    view.note("Fetching the run's backbone, once.");
    Path file = store.fileOf(run);
    download.to(file);
    return Optional.of(Backbone.load(file).withImageSize(run.imageSize()));
  }
}
