package dev.headwater.vision.features;

/** Receives the progress of an extraction. */
@FunctionalInterface
public interface ExtractionProgress {
  /** A listener that ignores everything. */
  ExtractionProgress SILENT = (done, total, cached) -> {};

  /**
   * Called by one thread at a time, after every picture.
   *
   * @param done pictures that are finished, from 1 to {@code total}
   * @param cached how many of them were found in the cache
   */
  void at(int done, int total, int cached);
}
