package dev.headwater.files.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends the world below one folder before a chosen step on disk: whoever takes it gets {@link Gone},
 * and nothing there changes until this is closed. Other folders go on, so that tests can run side
 * by side.
 */
public final class PowerCut implements AutoCloseable {
  private static final Map<Path, PowerCut> OPEN = new ConcurrentHashMap<>();

  /** What is left when the world has ended. */
  public enum Loss {
    /** The process was killed: all that it had handed to the system. */
    OF_PROCESS,

    /** The machine went dark: what was forced to the disk, and nothing else. */
    OF_POWER
  }

  /** The end of the world. */
  public static final class Gone extends Error {
    private static final long serialVersionUID = 1;

    Gone(Step step) {
      super("the power went before " + step);
    }
  }

  private final Path folder;
  private final int at;
  private final @Nullable ForcedFiles forced;
  private int steps;
  private @Nullable Step missed;

  private PowerCut(Path folder, int at, Loss loss) {
    this.folder = folder.toAbsolutePath();
    this.at = at;
    this.forced = loss == Loss.OF_POWER ? ForcedFiles.in(this.folder) : null;
    synchronized (OPEN) {
      if (OPEN.putIfAbsent(this.folder, this) != null) {
        throw new IllegalStateException(folder + " is watched already");
      }
      Disk.watchedBy(PowerCut::before);
    }
  }

  /** Counts the steps that are taken below a folder. */
  public static PowerCut never(Path folder) {
    return new PowerCut(folder, 0, Loss.OF_PROCESS);
  }

  /**
   * The world ends before a step.
   *
   * @param folder need not exist
   * @param step 1-based
   */
  public static PowerCut before(Path folder, int step, Loss loss) {
    return new PowerCut(folder, step, loss);
  }

  /**
   * Ends this process as SIGKILL would, before a step below a folder.
   *
   * @return the steps that were taken so far
   */
  public static IntSupplier haltsBefore(Path folder, int step) {
    Path root = folder.toAbsolutePath();
    AtomicInteger count = new AtomicInteger();
    Disk.watchedBy(
        next -> {
          synchronized (count) { // whoever comes next does not get past the end
            if (next.file().toAbsolutePath().startsWith(root) && count.incrementAndGet() == step) {
              System.out.println("HALTED before " + next);
              Runtime.getRuntime().halt(137);
            }
          }
        });
    return count::get;
  }

  private static void before(Step step) {
    Path file = step.file().toAbsolutePath();
    for (PowerCut one : OPEN.values()) {
      if (file.startsWith(one.folder)) {
        one.witness(step);
      }
    }
  }

  private synchronized void witness(Step step) {
    if (missed == null && ++steps == at) {
      missed = step;
    }
    if (missed != null) {
      throw new Gone(step);
    }
    if (forced != null) {
      forced.taken(step);
    }
  }

  /** The steps that were seen, the missed one included. */
  public synchronized int steps() {
    return steps;
  }

  /** Whether the step was reached. */
  public synchronized boolean happened() {
    return missed != null;
  }

  /** The step that was not taken, in words. */
  @Override
  public synchronized String toString() {
    return missed == null ? steps + " steps" : "step " + steps + ", " + missed;
  }

  /** The world begins again, with what is left; closing twice does nothing the second time. */
  @Override
  public void close() {
    synchronized (OPEN) {
      if (OPEN.remove(folder) == null) {
        return;
      }
      if (OPEN.isEmpty()) {
        Disk.watchedBy(Witness.NONE);
      }
    }
    if (forced != null && happened()) {
      try {
        forced.restore();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Whether a folder holds half-written files of killed writers. */
  public static boolean hasLeftovers(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().endsWith(".tmp"));
    }
  }
}
