package dev.headwater.coordinator.access;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many connections the operating system lets this process have: where none is left for files, a
 * run cannot be written any more.
 */
public final class Descriptors {
  /** For files of the run, mapped features, jars and the ports themselves. */
  private static final long RESERVED = 160;

  private static final int FEWEST = 16;

  private Descriptors() {}

  /**
   * {@return the most connections that one of the ports may have}
   *
   * @param wanted where the system sets no closer bound
   */
  public static int connections(int wanted) {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? connections(wanted, system.getMaxFileDescriptorCount())
        : wanted;
  }

  /** Half of what is not reserved: there are two ports. */
  static int connections(int wanted, long descriptors) {
    return (int) Math.max(FEWEST, Math.min(wanted, (descriptors - RESERVED) / 2));
  }
}
