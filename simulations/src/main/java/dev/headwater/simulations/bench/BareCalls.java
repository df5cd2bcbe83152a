package dev.headwater.simulations.bench;

import dev.headwater.client.connection.Channels;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Unary gRPC calls that carry bytes and do nothing with them: what the transport itself can do on
 * this machine, client and server in one process over loopback.
 */
final class BareCalls {
  private static final int OUTSTANDING = 64;
  private static final int THREADS = 2;

  private static final MethodDescriptor<byte[], byte[]> METHOD =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("bench/Take")
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException("a message cannot be read", e);
      }
    }
  }

  private BareCalls() {}

  /**
   * {@return calls a second}
   *
   * @param bytes of each request
   * @param warmup time before the calls that count
   * @param nanos time of those that count
   */
  static double perSecond(int bytes, long warmup, long nanos) throws InterruptedException {
    ExecutorService work = Executors.newFixedThreadPool(THREADS);
    Server server = null;
    ManagedChannel channel = null;
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .executor(work)
              .addService(
                  ServerServiceDefinition.builder("bench")
                      .addMethod(METHOD, ServerCalls.asyncUnaryCall(BareCalls::answer))
                      .build())
              .build()
              .start();
      channel = Channels.open("127.0.0.1:" + server.getPort(), work);
      calls(channel, new byte[bytes], warmup);
      long began = System.nanoTime();
      long done = calls(channel, new byte[bytes], nanos);
      return done / ((System.nanoTime() - began) / 1e9);
    } catch (IOException e) {
      throw new UncheckedIOException("loopback: " + e.getMessage(), e);
    } finally {
      if (channel != null) {
        channel.shutdownNow();
      }
      if (server != null) {
        server.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
      }
      work.shutdownNow();
    }
  }

  private static void answer(byte[] request, StreamObserver<byte[]> observer) {
    observer.onNext(new byte[0]);
    observer.onCompleted();
  }

  private static long calls(ManagedChannel channel, byte[] message, long nanos)
      throws InterruptedException {
    Semaphore room = new Semaphore(OUTSTANDING);
    AtomicLong done = new AtomicLong();
    for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
      room.acquire();
      ClientCalls.asyncUnaryCall(
          channel.newCall(METHOD, CallOptions.DEFAULT),
          message,
          new StreamObserver<>() {
            @Override
            public void onNext(byte[] value) {
              done.incrementAndGet();
            }

            @Override
            public void onError(Throwable error) {
              room.release();
            }

            @Override
            public void onCompleted() {
              room.release();
            }
          });
    }
    room.acquire(OUTSTANDING);
    return done.get();
  }
}
