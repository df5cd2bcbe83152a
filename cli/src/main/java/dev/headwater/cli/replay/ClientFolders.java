package dev.headwater.cli.replay;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.simulations.data.DataLoader;
import dev.headwater.simulations.nodes.PreparedPictures;
import dev.headwater.simulations.view.RunView;
import dev.headwater.vision.sources.PictureSets;
import dev.headwater.vision.sources.folder.LabelMap;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pictures of live clients, in a folder of a folder per client. */
final class ClientFolders {
  private static final String PHASE = "Clients whose pictures are read";

  private final Path folder;
  private final DataLoader loader;
  private final RecordedFlags flags;
  private final List<String> labels;
  private final LabelMap renaming;

  ClientFolders(Path folder, DataLoader loader, RecordedFlags flags, List<String> labels) {
    this.folder = folder;
    this.loader = loader;
    this.flags = flags;
    this.labels = labels;
    this.renaming =
        flags.data.labelMap == null ? LabelMap.NONE : LabelMap.read(flags.data.labelMap);
    if (!Files.isDirectory(folder)) {
      throw new UserDataException(
          "data: no folder %s (expected: a folder with one folder per client, named as the client is, such as 'partition --export' writes)"
              .formatted(folder));
    }
  }

  /**
   * The examples of those that have a folder.
   *
   * @param view is told how it goes, and of pictures that cannot be read
   * @throws UserDataException if a folder cannot be used, or has a class that the run does not
   */
  SortedMap<String, ClientExamples> read(Collection<String> clients, RunView view)
      throws InterruptedException {
    SortedMap<String, ClientExamples> found = new TreeMap<>();
    int done = 0;
    for (String client : clients) {
      view.phase(PHASE, done++, clients.size());
      Path own = of(client);
      if (own != null) {
        found.put(client, read(client, own));
      }
    }
    view.phase(PHASE, done, clients.size());
    loader.notes().forEach(view::note);
    return found;
  }

  private ClientExamples read(String client, Path own) throws InterruptedException {
    try {
      return PreparedPictures.of(
              renaming.apply(PictureSets.open(own.toString())),
              loader,
              flags.privacy.userClients() > 0,
              flags.data.holdout,
              flags.training.seed,
              client)
          .indexed(labels);
    } catch (IllegalArgumentException e) {
      throw new UserDataException("data: %s: %s".formatted(own, e.getMessage()), e);
    }
  }

  /** Null if it has none; a name is no path, whatever signs it has. */
  private @Nullable Path of(String client) {
    try {
      Path own = folder.resolve(client);
      boolean below = folder.equals(own.getParent()) && own.equals(own.normalize());
      return below && Files.isDirectory(own) ? own : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
