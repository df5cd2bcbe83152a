package dev.headwater.files.disk;

import java.nio.file.Path;

/** One thing that is about to happen to a file; a crash can come before it. */
sealed interface Step {
  /** The file whose content or name changes; the folder of {@link SyncFolder}. */
  Path file();

  /** An empty file appears. */
  record Create(Path file) implements Step {}

  /** Bytes are written; watched writes come in halves, so that a crash can tear them. */
  record Write(Path file) implements Step {}

  /** What was written is forced to the disk. */
  record Sync(Path file) implements Step {}

  /** {@code from} takes the place of {@code file}. */
  record Rename(Path from, Path file) implements Step {}

  /** {@code from} gets the second name {@code file}, if that is free. */
  record Link(Path from, Path file) implements Step {}

  /** The names in a folder are forced to the disk. */
  record SyncFolder(Path file) implements Step {}

  /** The end of a file is cut off. */
  record Truncate(Path file) implements Step {}

  /** A file disappears. */
  record Delete(Path file) implements Step {}
}
