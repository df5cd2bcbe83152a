package dev.headwater.client;

import io.grpc.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * One client of a federated run. It asks the coordinator what the run is, prepares its data,
 * enrols, and then does what it is pushed until the run is over.
 *
 * <p>A node owns no thread: everything heavy runs on the executor that it is given, one task at a
 * time, so that a thousand nodes can share two threads and one channel.
 */
public final class ClientNode implements AutoCloseable {

  /**
   * A node that has not started.
   *
   * @param channel from {@link Channels#open}, or any other; may be shared, is not closed here
   * @param executor for preparing, training and scoring; may be shared
   * @param delay {@link Delay#REAL} but in tests
   */
  public ClientNode(
      ClientSettings settings,
      Channel channel,
      DataPreparer preparer,
      ClientListener listener,
      Executor executor,
      Delay delay) {
    throw new UnsupportedOperationException();
  }

  /** Starts, once; the future completes when the node has ended and fails only on a defect. */
  public CompletableFuture<Outcome> start() {
    throw new UnsupportedOperationException();
  }

  /** Leaves the run; the outcome becomes {@link Outcome.Stopped} unless the node had ended. */
  public void stop() {}

  /** {@link #stop}. */
  @Override
  public void close() {
    stop();
  }
}
