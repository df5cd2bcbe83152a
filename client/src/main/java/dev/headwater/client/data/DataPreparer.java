package dev.headwater.client.data;

import dev.headwater.proto.RunDescription;
import java.io.IOException;

/** Turns a client's own pictures into features, as a run asks for. */
@FunctionalInterface
public interface DataPreparer {

  /**
   * Called on the node's executor before it joins, and again only if the run asks for other
   * features after a reconnection. May take its time.
   *
   * @param backbone fetches the run's backbone file, if it is wanted
   * @throws dev.headwater.files.UserDataException if the data cannot be used: the node ends as
   *     refused, with this message
   * @throws IOException if something could not be read: likewise
   */
  PreparedData prepare(RunDescription run, BackboneDownload backbone)
      throws IOException, InterruptedException;
}
