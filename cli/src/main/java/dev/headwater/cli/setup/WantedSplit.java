package dev.headwater.cli.setup;

import dev.headwater.files.UserInput;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partitions.UserGroups;
import dev.headwater.simulations.data.DataLoader;
import dev.headwater.simulations.data.FederatedData;
import dev.headwater.simulations.data.Labelled;
import dev.headwater.vision.data.PictureSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How pictures are to be dealt out to simulated clients. Equal ones give equal splits of the same
 * pictures.
 *
 * @param partition as the flag has it; null for the usual one
 * @param clients how many; null for the partition's own number
 * @param holdout share that a client keeps out of training
 * @param seed of the split
 * @param userClients most clients at which one user may be; 0 where users are not protected
 */
public record WantedSplit(
    @Nullable String partition,
    @Nullable Integer clients,
    double holdout,
    long seed,
    int userClients) {

  /** Who the clients are, before any feature. */
  public Set<String> clients(PictureSet pictures) {
    Labelled labelled = Labelled.of(pictures.train(), pictures.labels());
    if (userClients > 0) {
      labelled.requireUsers();
    }
    return labelled
        .split(how(pictures), pictures.labels().size(), clients, seed)
        .clients()
        .keySet();
  }

  /** The clients with their features. */
  public FederatedData of(PictureSet pictures, DataLoader loader) throws InterruptedException {
    return loader.load(pictures, how(pictures), clients, holdout, seed, userClients);
  }

  private Partition how(PictureSet pictures) {
    String named = partition;
    if (named != null) {
      return UserInput.valid(() -> Partition.parse(named));
    }
    return userClients > 0 ? new UserGroups() : Labelled.usual(pictures.train());
  }
}
