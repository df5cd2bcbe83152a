package dev.headwater.client.data;

import dev.headwater.proto.RunDescription;
import java.io.IOException;

/** Turns a client's own pictures into the features that a run requires. */
@FunctionalInterface
public interface DataPreparer {

  /**
   * Called on the node's executor before it joins, and again only if the run requires other
   * features after a reconnection. May take long.
   *
   * @param backbone fetches the run's backbone file if needed
   * @throws dev.headwater.files.UserDataException if the data cannot be used: the node ends as
   *     refused with this message
   * @throws IOException if a file could not be read, with the same effect
   */
  PreparedData prepare(RunDescription run, BackboneDownload backbone)
      throws IOException, InterruptedException;
}
