package dev.headwater.simulations;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.rounds.RunBuilder;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.simulations.data.DataLoader;
import dev.headwater.simulations.data.FeatureScale;
import dev.headwater.simulations.data.FederatedData;
import dev.headwater.simulations.view.RunView;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.extractors.Extractors;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.features.FeatureCache;
import dev.headwater.vision.sources.PictureSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Pictures and the frozen backbone that turns them into features: where a program of your own
 * starts. Backbone and cache are as the command line has them by default; features are computed on
 * every core. A run starts from zeros on features as they are, whatever the plain command puts in
 * front of it. docs/extending.md shows a whole program.
 */
public final class Pictures implements AutoCloseable {
  private final PictureSet set;
  private final @Nullable Backbone backbone;
  private final FeatureExtractor extractor;
  private final FeatureCache cache;

  private Pictures(
      PictureSet set, @Nullable Backbone backbone, FeatureExtractor extractor, FeatureCache cache) {
    this.set = set;
    this.backbone = backbone;
    this.extractor = extractor;
    this.cache = cache;
  }

  /**
   * {@return pictures in front of the embedded backbone; the caller closes them}
   *
   * @param data a folder of a folder per class, or whatever else {@code --data} takes
   * @throws UserDataException if there are no pictures of at least two classes
   */
  public static Pictures open(String data) {
    return open(PictureSets.open(data), Extractors.EMBEDDED, cacheRoot());
  }

  /**
   * {@return pictures of your own in front of another backbone; the caller closes them}
   *
   * @param set training pictures of at least two classes
   * @param backbone {@code embedded}, {@code pixels}, or a safetensors file
   * @param cache where computed features are kept, see {@link #cacheRoot}
   * @throws UserDataException if there are fewer classes, or the backbone cannot be used
   */
  public static Pictures open(PictureSet set, String backbone, Path cache) {
    PictureSets.requireTwoClasses(set);
    Backbone loaded = Extractors.load(backbone, OptionalInt.empty()).orElse(null);
    FeatureExtractor extractor =
        loaded == null
            ? Extractors.open(backbone, OptionalInt.empty(), Extractors.Inference.ONNX)
            : Extractors.open(loaded, Extractors.Inference.ONNX);
    return new Pictures(set, loaded, extractor, FeatureCache.open(cache, extractor));
  }

  /**
   * {@return the usual folder for features: the environment variable {@code HEADWATER_CACHE}, else
   * {@code .cache/headwater} in the home folder}
   */
  public static Path cacheRoot() {
    return FeatureCache.defaultRoot(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /**
   * {@return features, dealt out to clients} Each client keeps a tenth of its pictures out of
   * training, to score the global model on.
   *
   * @param partition who gets which pictures
   * @param clients how many; null for the partition's own number
   * @param seed of the split and of the choice of held-out pictures
   * @throws UserDataException if too many pictures cannot be read, or the split cannot be made
   * @throws InterruptedException if the thread is interrupted while features are computed; those
   *     already computed stay in the cache
   */
  public FederatedData split(Partition partition, @Nullable Integer clients, long seed)
      throws InterruptedException {
    int threads = Runtime.getRuntime().availableProcessors();
    return new DataLoader(extractor, cache, threads, RunView.silent())
        .load(set, partition, clients, 0.1, seed);
  }

  /**
   * {@return settings to change and build: a linear head, FedAvg over all clients, a learning rate
   * that fits the backbone, and clients that score every round}
   *
   * @param data of {@link #split}; gives the number of classes and of clients
   */
  public RunBuilder settings(FederatedData data) {
    Model model = new LinearModel(data.labels().size(), extractor.features());
    return RunSettings.of(model, data.clients().size())
        .hyper(new Hyperparameters(5, 20, FeatureScale.usualRate(extractor), 0, 0, 0))
        .scoring(EvaluateClients.EVERY_ROUND);
  }

  /**
   * Writes {@code head.safetensors}, and {@code model.safetensors} where there is a backbone.
   *
   * @param folder where to; made where it is missing
   * @param model as it was learned
   * @param parameters as learned, in the layout of {@code model}
   * @throws IOException if the folder or a file cannot be written
   */
  public void write(Path folder, Model model, Parameters parameters) throws IOException {
    Files.createDirectories(folder);
    TrainedModel.write(folder, model, parameters, set.labels(), extractor, backbone);
  }

  @Override
  public void close() {
    extractor.close();
  }
}
