package dev.headwater.learning.training.kernels;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Chooses the kernel of this process, once. */
final class Kernels {
  /** {@code -Dheadwater.kernel=plain} leaves the vectors out, for comparison. */
  private static final String PROPERTY = "headwater.kernel";

  private static final String MODULE = "jdk.incubator.vector";
  private static final String VECTORS = Kernels.class.getPackageName() + ".VectorKernel";

  static final Kernel BEST = best();

  private Kernels() {}

  /** See {@link Kernel#reason}. */
  static String reason() {
    if (BEST instanceof WarmingKernel) {
      return "this Java runtime has " + MODULE;
    }
    if ("plain".equals(System.getProperty(PROPERTY))) {
      return "-D" + PROPERTY + "=plain asks for them";
    }
    return ModuleLayer.boot().findModule(MODULE).isPresent()
        ? "%s of Java %s differs from the one that Headwater was made for"
            .formatted(MODULE, Runtime.version().feature())
        : "Java was started without --add-modules " + MODULE;
  }

  private static Kernel best() {
    boolean there = ModuleLayer.boot().findModule(MODULE).isPresent();
    return there && !"plain".equals(System.getProperty(PROPERTY)) ? vectors() : new PlainKernel();
  }

  /** By name: this class is compiled without the module, and runs without it. */
  private static Kernel vectors() {
    try {
      Kernel vectors =
          Class.forName(VECTORS).asSubclass(Kernel.class).getDeclaredConstructor().newInstance();
      return new WarmingKernel(
          new PlainKernel(), vectors, WarmingKernel.WORTH, besideTheTraining(), System::nanoTime);
    } catch (ReflectiveOperationException | LinkageError e) {
      return new PlainKernel(); // the module of a later Java, with other methods
    }
  }

  /** One daemon thread, which ends when it has had nothing to do for a while. */
  private static Executor besideTheTraining() {
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread daemon = new Thread(work, "vector-warm-up");
              daemon.setDaemon(true);
              return daemon;
            });
    thread.allowCoreThreadTimeOut(true);
    return thread;
  }
}
