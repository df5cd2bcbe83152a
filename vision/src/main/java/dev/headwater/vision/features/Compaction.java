package dev.headwater.vision.features;

import dev.headwater.vision.digests.PictureKey;
import java.io.File;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies many small segments into few large ones, and deletes those it copied: every start opens
 * each file of a cache once. A segment is deleted after its copy is whole on the disk; a process
 * that looks for a deleted one lists the folder again.
 */
final class Compaction {
  /** So many small segments are left as they are. */
  static final int MANY = 128;

  private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
  private static final String LOCK = ".compaction";

  /** Names a new segment file and takes in what was written there. */
  interface Target {
    void write(Rows rows) throws IOException;
  }

  private final int features;
  private final Target target;
  private final Set<PictureKey> copied = new HashSet<>();
  private final List<Path> inMemory = new ArrayList<>();
  private Rows rows;

  private Compaction(int features, Target target) {
    this.features = features;
    this.target = target;
    this.rows = new Rows(features, Segment.mostRows(features));
  }

  /** Whether these are worth it; Windows does not delete a file that someone reads. */
  static boolean isDue(int smallSegments) {
    return smallSegments >= MANY && File.separatorChar == '/';
  }

  /**
   * Copies segments; one process at a time does so, and others go on without.
   *
   * @param small by file
   * @return the files that are gone, to be forgotten by the caller
   * @throws IOException if a copy cannot be written; what was not copied is still there
   */
  static List<Path> run(Path folder, int features, Map<Path, Segment> small, Target target)
      throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      return lock == null ? List.of() : new Compaction(features, target).copy(small);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another cache of this process
    }
  }

  private List<Path> copy(Map<Path, Segment> small) throws IOException {
    List<Path> gone = new ArrayList<>();
    for (Map.Entry<Path, Segment> segment : small.entrySet()) {
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
      if (rows.count() + segment.getValue().keys().size() > Segment.mostRows(features)) {
        flush(gone);
      }
      Rows values;
      try {
        values = segment.getValue().load();
      } catch (IOException e) {
        LOG.debug("feature cache {}: left as it is, {}", segment.getKey(), e.getMessage());
        continue; // gone, or damaged: whoever needs its vectors says so
      }
      append(values);
      inMemory.add(segment.getKey());
    }
    flush(gone);
    return gone;
  }

  private void append(Rows values) {
    float[] vector = new float[features];
    for (int row = 0; row < values.count(); row++) {
      if (copied.add(values.keys().get(row))) {
        values.copy(row, vector, 0);
        rows.append(values.keys().get(row), FloatBuffer.wrap(vector), 0);
      }
    }
  }

  private void flush(List<Path> gone) throws IOException {
    if (rows.count() > 0) {
      target.write(rows);
      rows = new Rows(features, Segment.mostRows(features));
    }
    for (Path file : inMemory) {
      Files.deleteIfExists(file);
      gone.add(file);
    }
    inMemory.clear();
  }
}
