package dev.headwater.simulations.nodes;

import dev.headwater.client.data.BackboneDownload;
import dev.headwater.client.data.DataPreparer;
import dev.headwater.client.data.PreparedData;
import dev.headwater.client.ledger.DataIdentity;
import dev.headwater.files.UserDataException;
import dev.headwater.proto.RunDescription;
import dev.headwater.simulations.data.DataLoader;
import dev.headwater.simulations.view.RunView;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.extractors.Extractors;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.extractors.PixelFeatures;
import dev.headwater.vision.features.FeatureCache;
import dev.headwater.vision.image.Preprocessing;
import dev.headwater.vision.sources.PictureSets;
import dev.headwater.vision.sources.folder.LabelMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Turns a client's pictures into the features that a run requires. */
public final class FolderPreparer implements DataPreparer {
  private final String data;
  private final LabelMap renaming;
  private final String name;
  private final @Nullable String backbone;
  private final Path cache;
  private final int threads;
  private final RunView view;

  /**
   * A preparer for one client's pictures.
   *
   * @param data a folder of a folder per class, or whatever else {@code --data} takes
   * @param renaming what its classes are called in the run
   * @param name the client's name, which determines its held-out pictures
   * @param backbone the run's backbone as named by the user, null to find or fetch it
   * @param cache root folder of all caches: features, and backbones that were fetched
   * @param threads number of threads that compute features, at least 1
   * @param view shows the progress
   */
  public FolderPreparer(
      String data,
      LabelMap renaming,
      String name,
      @Nullable String backbone,
      Path cache,
      int threads,
      RunView view) {
    this.data = data;
    this.renaming = renaming;
    this.name = name;
    this.backbone = backbone;
    this.cache = cache;
    this.threads = threads;
    this.view = view;
  }

  @Override
  public PreparedData prepare(RunDescription run, BackboneDownload download)
      throws IOException, InterruptedException {
    PictureSet pictures = renaming.apply(PictureSets.open(data));
    try (FeatureExtractor extractor = extractor(run, download)) {
      DataLoader loader =
          new DataLoader(extractor, FeatureCache.open(cache, extractor), threads, view);
      PreparedPictures prepared =
          PreparedPictures.of(
              pictures, loader, run.countsUsers(), run.holdoutShare(), run.seed(), name);
      loader.notes().forEach(view::note);
      return new PreparedData(
          extractor.digest(),
          prepared.train(),
          prepared.heldOut(),
          new DataIdentity(prepared.digest(), place()));
    }
  }

  /** An absolute path where there is one: relative paths name other folders elsewhere. */
  private String place() throws IOException {
    try {
      Path path = Path.of(data);
      return Files.exists(path) ? path.toRealPath().toString() : data;
    } catch (InvalidPathException e) {
      return data;
    }
  }

  private FeatureExtractor extractor(RunDescription run, BackboneDownload download)
      throws IOException {
    FeatureExtractor extractor = open(run, download);
    if (!extractor.digest().equals(run.backbone().digest())) {
      extractor.close();
      throw new UserDataException(
          "backbone: %s has digest %.12s at %d pixels (expected: %.12s, the run's; leave --backbone out to use the run's own)"
              .formatted(
                  backbone == null ? run.backbone().arch() : backbone,
                  extractor.digest(),
                  run.imageSize(),
                  run.backbone().digest()));
    }
    return extractor;
  }

  private FeatureExtractor open(RunDescription run, BackboneDownload download) throws IOException {
    Preprocessing pixels = new Preprocessing(run.imageSize(), run.mean(), run.std());
    return new RunBackbone(backbone, cache, view)
        .of(run, download)
        .map(found -> Extractors.open(found, Extractors.Inference.ONNX))
        .orElseGet(() -> new PixelFeatures(pixels));
  }
}
