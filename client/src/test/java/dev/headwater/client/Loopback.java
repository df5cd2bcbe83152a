package dev.headwater.client;

import com.google.protobuf.ByteString;
import dev.headwater.client.connection.Channels;
import dev.headwater.proto.BackboneDescription;
import dev.headwater.proto.RunDescription;
import dev.headwater.proto.codec.RunCodec;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.ModelPart;
import dev.headwater.v1.Welcome;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A scripted coordinator behind a real socket, what it says of its run, and a node's threads. */
final class Loopback implements AutoCloseable {
  static final String DIGEST = "ab".repeat(32);
  static final List<String> LABELS = List.of("cat", "dog");

  private final ExecutorService work;
  private final Server server;
  private final ManagedChannel channel;

  Loopback(BindableService coordinator, int threads) throws IOException {
    this.work = Executors.newFixedThreadPool(threads);
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(coordinator)
            .build()
            .start();
    this.channel = Channels.open("localhost:" + server.getPort(), work);
  }

  ExecutorService work() {
    return work;
  }

  ManagedChannel channel() {
    return channel;
  }

  Server server() {
    return server;
  }

  /** A run of two features whose memory id is {@code memory-1}. */
  static ModelPart described(String runId, List<String> labels) {
    var run =
        new RunDescription(
            runId,
            "test",
            labels,
            32,
            List.of(0f, 0f, 0f),
            List.of(1f, 1f, 1f),
            new BackboneDescription(DIGEST, "sample", 2, false),
            0,
            7,
            false,
            "linear",
            "memory-1");
    return ModelPart.newBuilder().setRun(RunCodec.encode(run)).build();
  }

  static Assignment welcome(String runId, String session, List<String> labels) {
    return Assignment.newBuilder()
        .setWelcome(
            Welcome.newBuilder()
                .setRunId(runId)
                .setSession(ByteString.copyFromUtf8(session))
                .setLabels(RunCodec.labels(labels)))
        .build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    work.shutdownNow();
  }
}
