package dev.headwater.vision.features;

import dev.headwater.files.FileTrouble;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.vision.digests.KnownDigests;
import dev.headwater.vision.digests.PictureKey;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.image.ImageDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Features on disk, keyed by (picture hash; extractor digest, runtime and its version, picture
 * decoder): a change of any of them invalidates old entries. A folder of immutable, uniquely named
 * {@link Segment} files: processes share it without locks, since nobody ever writes to a file that
 * another can see. Two that compute the same picture both store it, and either copy serves. Many
 * small files are copied into few, see {@link Compaction}.
 *
 * <p>Cache errors never fail a run. Files that are damaged, truncated or foreign are ignored with a
 * warning, and their features are computed again; a folder that cannot be written disables the
 * cache.
 */
public final class FeatureCache {
  /** Names the root folder of all caches. */
  public static final String ENVIRONMENT_VARIABLE = "HEADWATER_CACHE";

  private static final Logger LOG = LoggerFactory.getLogger(FeatureCache.class);
  private static final String SUFFIX = ".features";
  private static final String IGNORED =
      "feature cache {}: {}; the file is ignored and its features are computed again; delete it";
  private static final Duration ABANDONED = Duration.ofHours(1);

  private record Place(Path file, Segment segment, int row) {}

  private final @Nullable Path folder;
  private final KnownDigests digests;
  private final byte[] identity;
  private final int features;
  private final Map<PictureKey, Place> places = new ConcurrentHashMap<>();
  private final Map<Path, Segment> small = new ConcurrentHashMap<>();
  private final Set<Path> seen = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean unwritable = new AtomicBoolean();

  private FeatureCache(@Nullable Path folder, FeatureExtractor extractor, KnownDigests digests) {
    this.folder = folder;
    this.digests = digests;
    this.features = extractor.features();
    this.identity = Sha256.digest().digest(name(extractor).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The cache of one extractor below {@code root}, in {@code
   * features/<digest>-<runtime>-<decoder>}. The folder is made when the first features are stored.
   */
  public static FeatureCache open(Path root, FeatureExtractor extractor) {
    Path folder = root.resolve("features").resolve(name(extractor));
    FeatureCache cache = new FeatureCache(folder, extractor, KnownDigests.in(root));
    cache.refresh();
    return cache;
  }

  /** A cache that stores nothing. */
  public static FeatureCache none(FeatureExtractor extractor) {
    return new FeatureCache(null, extractor, KnownDigests.none());
  }

  /**
   * The default folder of caches.
   *
   * @param environment such as {@code System.getenv()}; {@code HEADWATER_CACHE} decides
   * @param home the user's home folder, for {@code .cache/headwater}
   */
  public static Path defaultRoot(Map<String, String> environment, Path home) {
    String root = environment.get(ENVIRONMENT_VARIABLE);
    return root == null || root.isBlank()
        ? home.resolve(".cache").resolve("headwater")
        : Path.of(root);
  }

  /** Number of pictures whose features are known. */
  public int size() {
    return places.size();
  }

  /** Loads features that other processes have stored since. */
  public void refresh() {
    if (folder == null || !Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (Thread.currentThread().isInterrupted()) {
          return; // what was listed is whole; whoever interrupts wants no features
        }
        String name = file.getFileName().toString();
        if (name.endsWith(SUFFIX) && seen.add(file)) {
          read(file);
        } else if (name.endsWith(".tmp")) {
          deleteIfAbandoned(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn(
          "feature cache {}: cannot be listed, {}; features are computed again",
          folder,
          e.getMessage());
    }
  }

  /** Finds a vector, or null; a damaged one counts as absent. */
  @Nullable Row find(PictureKey key) {
    Place place = places.get(key);
    Row row = place == null ? null : row(place);
    Place other = place == null || row != null ? null : places.get(key);
    return other == null ? row : row(other);
  }

  private @Nullable Row row(Place place) {
    try {
      if (place.segment.isIntact(place.row)) {
        return new Row(place.segment.rows(), place.row);
      }
      drop(place, "values are damaged");
    } catch (NoSuchFileException e) {
      // Deleted since, perhaps because its vectors are in another file by now.
      places.values().removeIf(other -> other.segment == place.segment);
      refresh();
    } catch (IOException e) {
      drop(place, e.getMessage());
    }
    return null;
  }

  private void drop(Place place, @Nullable String why) {
    if (places.values().removeIf(other -> other.segment == place.segment)) {
      LOG.warn(IGNORED, place.file, why);
    }
  }

  /** Digests that earlier runs knew, which {@link #find} needs. */
  KnownDigests digests() {
    return digests;
  }

  /** Writes vectors to the disk and lets {@code rows} read from there; safe from any thread. */
  void store(Rows rows) {
    if (folder == null || unwritable.get() || rows.count() == 0) {
      return;
    }
    try {
      Files.createDirectories(folder);
      rows.moveTo(write(folder, rows).rows());
    } catch (IOException e) {
      if (unwritable.compareAndSet(false, true)) {
        LOG.warn(
            "feature cache {}: cannot be written, {}; features stay in memory and are computed again next time",
            folder,
            FileTrouble.words(e));
      }
    }
  }

  /** Writes a segment, and finds its vectors there from now on. */
  private Segment write(Path folder, Rows rows) throws IOException {
    Path file = folder.resolve(UUID.randomUUID() + SUFFIX);
    seen.add(file);
    try {
      Segment.write(file, identity, rows);
      Segment segment = Segment.open(file, identity, features);
      add(file, segment);
      return segment;
    } catch (IOException e) {
      seen.remove(file);
      throw e;
    }
  }

  /** Makes few files of many small ones; a failure costs later runs the time to list them. */
  void compact() {
    if (folder == null || !Compaction.isDue(small.size())) {
      return;
    }
    try {
      List<Path> gone =
          Compaction.run(folder, features, new TreeMap<>(small), rows -> write(folder, rows));
      gone.forEach(small::remove);
    } catch (IOException e) {
      LOG.debug("feature cache {}: its small files stay as they are", folder, e);
    }
  }

  private void read(Path file) {
    try {
      add(file, Segment.open(file, identity, features));
    } catch (NoSuchFileException e) {
      // Deleted since it was listed.
    } catch (IOException e) {
      LOG.warn(IGNORED, file, e.getMessage());
    }
  }

  private void add(Path file, Segment segment) {
    int row = 0;
    // Small segments are copied and deleted: where there is a choice, theirs are not used.
    for (PictureKey key : segment.keys()) {
      Place place = new Place(file, segment, row++);
      places.merge(key, place, (old, added) -> old.segment.isSmall() ? added : old);
    }
    if (segment.isSmall()) {
      small.put(file, segment);
    }
  }

  /** A writer that was killed leaves its temporary file; one that lives is done within the hour. */
  private static void deleteIfAbandoned(Path file) throws IOException {
    try {
      FileTime written = Files.getLastModifiedTime(file);
      if (written.toInstant().isBefore(Instant.now().minus(ABANDONED))) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // Its writer has renamed it.
    }
  }

  private static String name(FeatureExtractor extractor) {
    return "%s-%s-%s".formatted(extractor.digest(), extractor.runtime(), ImageDecoder.VERSION);
  }
}
