package dev.headwater.vision.features;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.image.Preprocessor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Turns pictures into features: recognise, or else read and hash, look up, and if not in the cache
 * decode, preprocess, extract in batches, store. Every worker thread performs all steps for its own
 * pictures, so there are no queues; the extractor runs in all threads concurrently.
 */
public final class FeatureExtraction {
  private final FeatureExtractor extractor;
  private final FeatureCache cache;
  private final Supplier<Preprocess> preprocess;
  private final int threads;
  private final LongSupplier nanoClock;

  /**
   * A pipeline with the preprocessing that the extractor asks for; the extractor stays the caller's
   * to close.
   *
   * @param cache of the same extractor
   * @param threads workers, at least 1
   */
  public FeatureExtraction(FeatureExtractor extractor, FeatureCache cache, int threads) {
    this(
        extractor,
        cache,
        () -> new Preprocessor(extractor.preprocessing())::apply,
        threads,
        System::nanoTime);
  }

  /**
   * A pipeline with other parts.
   *
   * @param preprocess called once for every worker
   * @param nanoClock as {@link System#nanoTime()}
   */
  FeatureExtraction(
      FeatureExtractor extractor,
      FeatureCache cache,
      Supplier<Preprocess> preprocess,
      int threads,
      LongSupplier nanoClock) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads + " (expected: 1 or more)");
    }
    this.extractor = extractor;
    this.cache = cache;
    this.preprocess = preprocess;
    this.threads = threads;
    this.nanoClock = nanoClock;
  }

  /**
   * Computes or finds the features of {@code pictures}. What was computed is on disk when this
   * returns, and also when it throws.
   *
   * @param pictures in the order of the table's rows
   * @param labels class names; a picture's label index is its label's position here
   * @param onUnreadable decides about pictures that cannot be read; those it lets pass are not in
   *     the table
   * @throws UserDataException if {@code onUnreadable} throws it; names the picture
   * @throws IllegalArgumentException if a picture has a label that is not in {@code labels}
   * @throws InterruptedException if the calling thread is interrupted; the workers have ended then
   */
  public FeatureTable extract(
      List<Picture> pictures,
      List<String> labels,
      ExtractionProgress progress,
      OnUnreadable onUnreadable)
      throws InterruptedException {
    int[] labelIndices = labelIndices(pictures, labels);
    cache.refresh();
    cache.digests().check(pictures, new SplittableRandom());
    ExtractionRun run =
        new ExtractionRun(
            extractor, cache, preprocess, pictures, progress, onUnreadable, nanoClock);
    try {
      work(run, Math.min(threads, Math.max(1, pictures.size())));
    } finally {
      run.storeRest();
      cache.digests().save();
    }
    cache.compact();
    return run.table(labelIndices);
  }

  private static void work(ExtractionRun run, int threads) throws InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(threads, FeatureExtraction::worker);
    try {
      CompletionService<Void> results = new ExecutorCompletionService<>(workers);
      for (int i = 0; i < threads; i++) {
        results.submit(run);
      }
      for (int i = 0; i < threads; i++) {
        results.take().get();
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      if (cause instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException("features: a worker failed", cause);
    } finally {
      stop(workers);
    }
  }

  /** Returns only when every worker has: the caller may close the extractor next. */
  private static void stop(ExecutorService workers) {
    workers.shutdownNow();
    boolean interrupted = false;
    while (!workers.isTerminated()) {
      try {
        workers.awaitTermination(1, TimeUnit.HOURS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread worker(Runnable work) {
    Thread thread = new Thread(work, "features");
    thread.setDaemon(true);
    return thread;
  }

  private static int[] labelIndices(List<Picture> pictures, List<String> labels) {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      positions.put(labels.get(i), i);
    }
    int[] indices = new int[pictures.size()];
    for (int i = 0; i < indices.length; i++) {
      Picture picture = pictures.get(i);
      Integer position = positions.get(picture.label());
      if (position == null) {
        throw new IllegalArgumentException(
            "%s: label %s (expected: one of %s)"
                .formatted(picture.name(), picture.label(), labels));
      }
      indices[i] = position;
    }
    return indices;
  }
}
