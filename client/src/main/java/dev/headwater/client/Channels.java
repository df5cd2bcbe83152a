package dev.headwater.client;

import io.grpc.ManagedChannel;
import java.util.concurrent.Executor;

/** Connections to a coordinator. */
public final class Channels {
  private Channels() {}

  /**
   * A connection that is made when it is first used and kept alive by pings. The caller shuts it
   * down.
   *
   * @param target {@code host:port}
   * @param executor runs the callbacks
   * @throws dev.headwater.vision.image.UserDataException if the target is not {@code host:port}
   */
  public static ManagedChannel open(String target, Executor executor) {
    throw new UnsupportedOperationException();
  }
}
