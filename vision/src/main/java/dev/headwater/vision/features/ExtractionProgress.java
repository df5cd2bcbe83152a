package dev.headwater.vision.features;

/** Hears how far an extraction is. */
@FunctionalInterface
public interface ExtractionProgress {
  /** Nobody listens. */
  ExtractionProgress SILENT = (done, total, cached) -> {};

  /**
   * Called by one thread at a time, after every picture.
   *
   * @param done pictures that are finished, from 1 to {@code total}
   * @param cached how many of them were found in the cache
   */
  void at(int done, int total, int cached);
}
