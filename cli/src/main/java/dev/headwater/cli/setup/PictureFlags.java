package dev.headwater.cli.setup;

import dev.headwater.cli.options.DataOptions;
import dev.headwater.cli.options.ModelOptions;
import dev.headwater.cli.view.TerminalView;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.partition.Partition;
import dev.headwater.simulations.data.DataLoader;
import dev.headwater.simulations.data.FeatureScale;
import dev.headwater.simulations.data.FederatedData;
import dev.headwater.vision.data.PictureSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;

/** Flags for the pictures, their split across clients and the feature extractor. */
public final class PictureFlags {
  private static final Logger LOG = LoggerFactory.getLogger(PictureFlags.class);

  @Mixin DataOptions data = new DataOptions();
  @Mixin ModelOptions model = new ModelOptions();

  /**
   * Clients with their features.
   *
   * @param head head trained on the features
   * @param usualRate the default learning rate for such features
   */
  public record Loaded(FederatedData data, Head head, double usualRate) {}

  /** Reads the pictures on all cores; what there is to say about them goes to standard error. */
  public Loaded load(long seed) throws InterruptedException {
    try (OpenModel open = OpenModel.of(model)) {
      PictureSet pictures = data.open();
      Partition partition = data.partition(pictures);
      DataLoader loader =
          new DataLoader(
              open.extractor(),
              open.openCache(),
              Runtime.getRuntime().availableProcessors(),
              TerminalView.silent());
      FederatedData federated = loader.load(pictures, partition, data.clients, data.holdout, seed);
      federated.notes().forEach(note -> LOG.warn("{}", note));
      return new Loaded(
          federated,
          new Head(federated.labels().size(), open.extractor().features()),
          FeatureScale.usualRate(open.extractor()));
    }
  }
}
