package dev.headwater.client.connection;

import dev.headwater.files.UserDataException;
import dev.headwater.proto.HostPort;
import dev.headwater.proto.Protocol;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Connections to a coordinator. */
public final class Channels {
  private Channels() {}

  /**
   * A connection that is opened on first use. Pings detect within 25 s that the coordinator is
   * gone, and keep the connection alive while a client trains for long. The caller shuts it down.
   *
   * @param target {@code host:port}
   * @param executor runs the callbacks
   * @throws UserDataException if the target is not {@code host:port}
   */
  public static ManagedChannel open(String target, Executor executor) {
    return open(target, ChannelSecurity.PLAIN, executor);
  }

  /**
   * A connection as {@link #open(String, Executor)} makes it, with other security.
   *
   * @throws UserDataException if the target is not {@code host:port}, or the certificates cannot be
   *     used
   */
  public static ManagedChannel open(String target, ChannelSecurity security, Executor executor) {
    ResolverLog.shorten();
    HostPort address;
    try {
      address = HostPort.parse("coordinator", target);
    } catch (IllegalArgumentException e) {
      throw new UserDataException(String.valueOf(e.getMessage()), e);
    }
    return security
        .configure(NettyChannelBuilder.forAddress(address.host(), address.port()))
        .executor(executor)
        .disableRetry() // the node itself decides when to try again
        .maxInboundMessageSize(Protocol.MAX_MESSAGE_BYTES)
        .keepAliveTime(15, TimeUnit.SECONDS)
        .keepAliveTimeout(10, TimeUnit.SECONDS)
        .build();
  }
}
