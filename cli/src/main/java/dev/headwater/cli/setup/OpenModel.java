package dev.headwater.cli.setup;

import dev.headwater.cli.options.ModelOptions;
import dev.headwater.cli.options.TrainingOptions;
import dev.headwater.cli.process.Version;
import dev.headwater.learning.models.Model;
import dev.headwater.proto.BackboneDescription;
import dev.headwater.proto.RunDescription;
import dev.headwater.simulations.Experiment;
import dev.headwater.simulations.TrainedModel;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.origin.Origin;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.extractors.Extractors;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.features.FeatureCache;
import dev.headwater.vision.features.FeatureTable;
import dev.headwater.vision.image.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The frozen part of a run's model, opened.
 *
 * @param name the user's name for it
 * @param backbone null for pixels
 * @param extractor pictures to features
 * @param cacheRoot folder of all caches
 */
public record OpenModel(
    String name, @Nullable Backbone backbone, FeatureExtractor extractor, Path cacheRoot)
    implements AutoCloseable {

  public static OpenModel of(ModelOptions flags) {
    Optional<Backbone> backbone = Extractors.load(flags.backbone, flags.imageSize());
    FeatureExtractor extractor =
        backbone
            .map(loaded -> Extractors.open(loaded, flags.runtime))
            .orElseGet(() -> Extractors.open(flags.backbone, flags.imageSize(), flags.runtime));
    return new OpenModel(flags.backbone, backbone.orElse(null), extractor, cacheRoot(flags));
  }

  /**
   * The cached features, listed anew: what lists a million of them had better be gone once they are
   * loaded.
   */
  public FeatureCache openCache() {
    return FeatureCache.open(cacheRoot, extractor);
  }

  public static Path cacheRoot(ModelOptions flags) {
    return flags.cache != null
        ? flags.cache
        : FeatureCache.defaultRoot(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  String arch() {
    return backbone == null ? Extractors.PIXELS : backbone.arch();
  }

  /** The run's description for clients, for these features. */
  public RunDescription describe(
      List<String> labels,
      double holdout,
      long seed,
      boolean fileAvailable,
      boolean hidesNumExamples,
      String head,
      String memoryId) {
    Preprocessing preprocessing = extractor.preprocessing();
    return new RunDescription(
        UUID.randomUUID().toString(),
        Version.current(),
        labels,
        preprocessing.imageSize(),
        preprocessing.mean(),
        preprocessing.std(),
        new BackboneDescription(extractor.digest(), arch(), extractor.features(), fileAvailable),
        holdout,
        seed,
        hidesNumExamples,
        head,
        memoryId);
  }

  /** What a run says of its test pictures, null without any. */
  public static RunFacts.TestSet testSet(@Nullable FeatureTable tests) {
    return tests == null
        ? RunFacts.TestSet.NONE
        : new RunFacts.TestSet(tests.size(), tests.digest());
  }

  public RunFacts facts(
      TrainingOptions training,
      Model model,
      Map<String, Object> config,
      List<String> labels,
      String data,
      String transport,
      int threads,
      SortedMap<String, int[]> labelCounts,
      RunFacts.TestSet testSet,
      List<String> notes,
      @Nullable Origin origin) {
    return new RunFacts(
        Version.current(),
        training.strategySpec(),
        training.seed,
        config,
        labels,
        new RunFacts.Backbone(name, extractor.digest(), extractor.features()),
        model.layout().size(),
        transport,
        threads,
        data,
        labelCounts,
        testSet,
        notes,
        origin);
  }

  public Experiment.ModelWriter writer(Model model, List<String> labels) {
    return (folder, parameters) ->
        TrainedModel.write(folder.dir(), model, parameters, labels, extractor, backbone);
  }

  @Override
  public void close() {
    extractor.close();
  }
}
