package dev.headwater.coordinator.concurrent;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** All threads of a coordinator except Armeria's, so that closing leaves none. */
public final class CoordinatorThreads implements AutoCloseable {
  private static final long GRACE_SECONDS = 5;

  private final EventLoopGroup accept = loops(1, "headwater-accept");
  private final EventLoopGroup network = loops(2, "headwater-network");
  private final ExecutorService work =
      Executors.newFixedThreadPool(
          Math.max(2, Runtime.getRuntime().availableProcessors()), named("headwater-work"));
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, named("headwater-timer"));

  public CoordinatorThreads() {
    timer.setRemoveOnCancelPolicy(true);
    // A timer that is set while the coordinator closes never fires, without an error.
    timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  private static EventLoopGroup loops(int threads, String name) {
    return new MultiThreadIoEventLoopGroup(threads, named(name), NioIoHandler.newFactory());
  }

  private static ThreadFactory named(String name) {
    return new DefaultThreadFactory(name, true);
  }

  public EventLoopGroup accept() {
    return accept;
  }

  public EventLoopGroup network() {
    return network;
  }

  /** Decodes, checks and adds clients' submissions. */
  public ExecutorService work() {
    return work;
  }

  public ScheduledExecutorService timer() {
    return timer;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    var first = accept.shutdownGracefully(0, GRACE_SECONDS, TimeUnit.SECONDS);
    work.shutdown();
    try {
      // Before the network: a call that is being answered still writes to it.
      if (!work.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        work.shutdownNow();
      }
    } catch (InterruptedException e) {
      work.shutdownNow();
      Thread.currentThread().interrupt();
    }
    var second = network.shutdownGracefully(0, GRACE_SECONDS, TimeUnit.SECONDS);
    first.awaitUninterruptibly();
    second.awaitUninterruptibly();
  }
}
