package dev.headwater.coordinator.grpc;

import dev.headwater.coordinator.concurrent.CoordinatorThreads;
import dev.headwater.files.UserDataException;
import dev.headwater.proto.HostPort;
import dev.headwater.proto.Protocol;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The port for clients. Pings detect a vanished peer within 25 s; a client that trains for long
 * answers them meanwhile and stays connected.
 */
public final class GrpcPort implements AutoCloseable {
  private static final long GRACE_SECONDS = 5;

  /** Whoever connects and says nothing for this long is not waited for. */
  private static final long HANDSHAKE_SECONDS = 20;

  private final Server server;
  private final CoordinatorThreads threads;

  private GrpcPort(Server server, CoordinatorThreads threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Opens the port; closing it closes the threads.
   *
   * @param tls null for plain text
   * @param peers looks at connections and calls before the service does
   * @param door bounds the connections of one address
   * @param bytes bounds the requests that are on their way
   * @param calls of one connection at once; clients wait with further ones
   * @throws UserDataException if it is taken or the host is not an address of this machine
   */
  public static GrpcPort open(
      HostPort listen,
      BindableService service,
      @Nullable SslContext tls,
      Peers peers,
      Doorkeeper door,
      RequestBytes bytes,
      int calls,
      CoordinatorThreads threads) {
    var address = new InetSocketAddress(listen.host(), listen.port());
    if (address.isUnresolved()) {
      throw new UserDataException(
          "listen: no host is called %s (expected: an address of this machine, such as 0.0.0.0)"
              .formatted(listen.host()));
    }
    ConnectionLog.shorten();
    NettyServerBuilder builder = NettyServerBuilder.forAddress(address);
    if (tls != null) {
      builder.sslContext(tls);
    }
    Server server =
        builder
            .channelFactory(door::listener)
            .bossEventLoopGroup(threads.accept())
            .workerEventLoopGroup(threads.network())
            .executor(threads.work())
            .maxConcurrentCallsPerConnection(calls)
            .maxInboundMessageSize(Protocol.MAX_MESSAGE_BYTES)
            .keepAliveTime(15, TimeUnit.SECONDS)
            .keepAliveTimeout(10, TimeUnit.SECONDS)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
            .maxConnectionIdle(10, TimeUnit.MINUTES)
            .addTransportFilter(peers)
            .addStreamTracerFactory(bytes)
            .addService(ServerInterceptors.intercept(service, peers))
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UserDataException(
          "listen: %s cannot be opened: %s (expected: a free port of this machine; stop the other program, or choose another with --listen)"
              .formatted(listen, e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
          e);
    }
    return new GrpcPort(server, threads);
  }

  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
        server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    } finally {
      threads.close();
    }
  }
}
