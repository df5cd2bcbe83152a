package dev.headwater.vision.features;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Origin;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.digests.PictureKey;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.image.RgbImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One running extraction; every worker thread calls it once. */
final class ExtractionRun implements Callable<Void> {
  /** Larger batches gain nothing under ONNX Runtime, and cost cache. */
  static final int BATCH = 8;

  /** Bound on the work lost by a kill. */
  static final long SEGMENT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final FeatureExtractor extractor;
  private final FeatureCache cache;
  private final Supplier<Preprocess> preprocess;
  private final List<Picture> pictures;
  private final ExtractionProgress progress;
  private final OnUnreadable onUnreadable;
  private final LongSupplier nanoClock;
  private final int segmentRows;

  /** A picture that could be read. */
  private static final Optional<UserDataException> READ = Optional.empty();

  private final AtomicInteger next = new AtomicInteger();
  // Each place is written by one worker, and read when all have ended.
  private final @Nullable Row[] rows;

  // Guards all below, and the calls to progress and onUnreadable.
  private final Object lock = new Object();
  private Rows pending;
  private long pendingSince;
  private int done;
  private int cached;

  /** What became of pictures that were taken before some picture in front of them was. */
  private final Map<Integer, Optional<UserDataException>> taken = new HashMap<>();

  /** All pictures in front of this one were taken, and the unreadable ones told. */
  private int told;

  ExtractionRun(
      FeatureExtractor extractor,
      FeatureCache cache,
      Supplier<Preprocess> preprocess,
      List<Picture> pictures,
      ExtractionProgress progress,
      OnUnreadable onUnreadable,
      LongSupplier nanoClock) {
    this.extractor = extractor;
    this.cache = cache;
    this.preprocess = preprocess;
    this.pictures = pictures;
    this.progress = progress;
    this.onUnreadable = onUnreadable;
    this.nanoClock = nanoClock;
    segmentRows = Math.min(Segment.mostRows(extractor.features()), Math.max(1, pictures.size()));
    rows = new Row[pictures.size()];
    pending = new Rows(extractor.features(), segmentRows);
  }

  /** Pictures that wait for their batch to fill, with their input; one worker's own. */
  private final class Waiting {
    final Preprocess preprocess = ExtractionRun.this.preprocess.get();
    final FloatBuffer inputs = FeatureExtractor.direct(BATCH * extractor.inputs());
    final FloatBuffer outputs = FeatureExtractor.direct(BATCH * extractor.features());
    final int[] indices = new int[BATCH];
    final List<PictureKey> keys = new ArrayList<>(BATCH);

    /** Where the next picture's input goes. */
    FloatBuffer free() {
      return inputs
          .duplicate()
          .position(keys.size() * extractor.inputs())
          .limit((keys.size() + 1) * extractor.inputs());
    }
  }

  @Override
  public @Nullable Void call() throws InterruptedException {
    Waiting waiting = new Waiting();
    for (int i = next.getAndIncrement(); i < pictures.size(); i = next.getAndIncrement()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      take(i, waiting);
      if (waiting.keys.size() == BATCH) {
        compute(waiting);
      }
    }
    compute(waiting);
    return null;
  }

  private void take(int index, Waiting waiting) throws InterruptedException {
    Picture picture = pictures.get(index);
    Origin origin = origin(picture);
    PictureKey known = origin == null ? null : cache.digests().find(origin);
    if (known != null && found(index, known)) {
      return;
    }
    PictureKey key;
    RgbImage image;
    try {
      byte[] bytes = bytes(picture);
      key = PictureKey.of(bytes);
      if (origin != null && !key.equals(known)) {
        cache.digests().add(origin, origin(picture), key);
      }
      if (found(index, key)) {
        return;
      }
      image = picture.content().decode(bytes);
    } catch (UserDataException e) {
      tell(index, Optional.of(e));
      finished(false);
      return;
    }
    tell(index, READ);
    if (image.nearlyBlack()) {
      synchronized (lock) {
        onUnreadable.nearlyBlack(picture);
      }
    }
    try {
      waiting.preprocess.preprocess(image, waiting.free());
    } catch (RuntimeException e) {
      throw new IllegalStateException(picture.name() + ": preprocessing failed", e);
    }
    waiting.indices[waiting.keys.size()] = index;
    waiting.keys.add(key);
  }

  private boolean found(int index, PictureKey key) {
    Row row = cache.find(key);
    if (row == null) {
      return false;
    }
    rows[index] = row;
    tell(index, READ);
    finished(true);
    return true;
  }

  /** Null also where a file cannot be looked at: reading it says why. */
  private static @Nullable Origin origin(Picture picture) {
    try {
      return picture.content().origin();
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Tells of unreadable pictures in the order of the list: which thread is first must not decide
   * which pictures a message names.
   */
  private void tell(int index, Optional<UserDataException> problem) {
    synchronized (lock) {
      taken.put(index, problem);
      for (var first = taken.remove(told); first != null; first = taken.remove(told)) {
        Picture picture = pictures.get(told);
        told++;
        first.ifPresent(why -> onUnreadable.unreadable(picture, why));
      }
    }
  }

  private static byte[] bytes(Picture picture) throws InterruptedException {
    try {
      return picture.content().bytes();
    } catch (IOException e) {
      // Interrupting a thread closes the file it reads: not the picture's fault.
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw new UserDataException(
          "%s: cannot be read, %s (expected: a readable picture)"
              .formatted(picture.name(), e.getMessage()),
          e);
    }
  }

  private void compute(Waiting waiting) {
    int count = waiting.keys.size();
    if (count == 0) {
      return;
    }
    extractor.extract(waiting.inputs, count, waiting.outputs);
    for (int i = 0; i < count; i++) {
      Rows complete = keep(waiting, i);
      if (complete != null) {
        // Outside the lock: the other workers go on while the disk works.
        cache.store(complete);
      }
      finished(false);
    }
    waiting.keys.clear();
  }

  /**
   * Adds a vector to the segment in the making; returns that segment when it is time to store it.
   */
  private @Nullable Rows keep(Waiting waiting, int i) {
    synchronized (lock) {
      long now = nanoClock.getAsLong();
      if (pending.count() == 0) {
        pendingSince = now;
      }
      int row = pending.append(waiting.keys.get(i), waiting.outputs, i * extractor.features());
      rows[waiting.indices[i]] = new Row(pending, row);
      if (!pending.isFull() && now - pendingSince < SEGMENT_NANOS) {
        return null;
      }
      Rows complete = pending;
      pending = new Rows(extractor.features(), segmentRows);
      return complete;
    }
  }

  private void finished(boolean fromCache) {
    synchronized (lock) {
      done++;
      cached += fromCache ? 1 : 0;
      progress.at(done, pictures.size(), cached);
    }
  }

  /** Stores what has not filled a segment. The workers have ended. */
  void storeRest() {
    Rows rest;
    synchronized (lock) {
      rest = pending;
    }
    cache.store(rest);
  }

  /** The table of all pictures that could be read. The workers have ended. */
  FeatureTable table(int[] labelIndices) {
    List<Picture> read = new ArrayList<>();
    List<Row> found = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      Row row = rows[i];
      if (row != null) {
        read.add(pictures.get(i));
        found.add(row);
        labels.add(labelIndices[i]);
      }
    }
    return new FeatureTable(
        extractor.features(),
        read,
        labels.stream().mapToInt(Integer::intValue).toArray(),
        found.toArray(new Row[0]));
  }
}
