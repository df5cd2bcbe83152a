package dev.headwater.learning.training.kernels;

/** Chooses the kernel of this process, once. */
final class Kernels {
  /** {@code -Dheadwater.kernel=plain} leaves the vectors out, for comparison. */
  private static final String PROPERTY = "headwater.kernel";

  private static final String MODULE = "jdk.incubator.vector";
  private static final String VECTORS = Kernels.class.getPackageName() + ".VectorKernel";

  /** A run this short is over before vectors would pay. */
  private static final long WORTH_NANOS = 300_000_000;

  static final Kernel BEST = best();

  private Kernels() {}

  private static Kernel best() {
    boolean there = ModuleLayer.boot().findModule(MODULE).isPresent();
    return there && !"plain".equals(System.getProperty(PROPERTY)) ? vectors() : new PlainKernel();
  }

  /** By name: this class is compiled without the module, and runs without it. */
  private static Kernel vectors() {
    try {
      Kernel vectors =
          Class.forName(VECTORS).asSubclass(Kernel.class).getDeclaredConstructor().newInstance();
      return new WarmingKernel(new PlainKernel(), vectors, WORTH_NANOS);
    } catch (ReflectiveOperationException | LinkageError e) {
      return new PlainKernel(); // the module of a later Java, with other methods
    }
  }
}
