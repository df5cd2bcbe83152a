package dev.headwater.vision.digests;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.vision.data.Origin;
import dev.headwater.vision.data.Picture;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Digests of pictures that earlier runs have read, in a file for every data set: the same files are
 * recognised without being read. Only a cache: what is missing, damaged, of another format or of
 * another user is found out anew. Safe for concurrent use.
 */
public final class KnownDigests {
  /** So many pictures are read again in every run, to notice a file system that does not tell. */
  static final int SAMPLE = 8;

  private static final Logger LOG = LoggerFactory.getLogger(KnownDigests.class);

  private final @Nullable Path folder;
  private final Map<String, Manifest> manifests = new ConcurrentHashMap<>();
  private @Nullable OwnFolder own;
  private boolean unusable;

  private KnownDigests(@Nullable Path folder) {
    this.folder = folder;
    this.unusable = folder == null;
  }

  /** Those below the root of all caches, in {@code digests}; read when first asked for. */
  public static KnownDigests in(Path root) {
    return new KnownDigests(root.resolve("digests"));
  }

  /** None, and none are kept. */
  public static KnownDigests none() {
    return new KnownDigests(null);
  }

  /** The digest of a picture whose file has not changed since it was read, else null. */
  public @Nullable PictureKey find(Origin origin) {
    return folder == null ? null : manifest(origin.source()).find(origin);
  }

  /**
   * Remembers what was read.
   *
   * @param before where from, asked before the bytes were read
   * @param after the same, asked afterwards; a file that has changed in between is not remembered
   */
  public void add(Origin before, @Nullable Origin after, PictureKey key) {
    boolean same = after != null && after.stamp().equals(before.stamp());
    if (folder != null && same && before.isSettled()) {
      manifest(before.source()).add(before, key);
    }
  }

  /**
   * Reads some known pictures again; if one has other bytes than are known, all that is known of
   * its data set is forgotten, with a warning.
   *
   * @param random chooses
   * @throws InterruptedException if the thread is interrupted
   */
  public void check(List<Picture> pictures, RandomGenerator random) throws InterruptedException {
    if (folder == null || pictures.isEmpty()) {
      return;
    }
    boolean all = pictures.size() <= SAMPLE;
    for (int i = 0; i < Math.min(SAMPLE, pictures.size()); i++) {
      check(pictures.get(all ? i : random.nextInt(pictures.size())));
    }
  }

  private void check(Picture picture) throws InterruptedException {
    try {
      Origin origin = picture.content().origin();
      PictureKey known = origin == null ? null : find(origin);
      if (origin == null || known == null || known.equals(PictureKey.of(read(picture)))) {
        return;
      }
      Origin now = picture.content().origin();
      if (now != null && now.stamp().equals(origin.stamp())) {
        forget(origin, picture);
      }
    } catch (ClosedByInterruptException | InterruptedIOException e) {
      throw new InterruptedException();
    } catch (IOException | UserDataException e) {
      LOG.debug("{}: cannot be read again, left to the run", picture.name(), e);
    }
  }

  private static byte[] read(Picture picture) throws IOException {
    return picture.content().bytes();
  }

  private void forget(Origin origin, Picture picture) {
    manifests.put(origin.source(), new Manifest());
    LOG.warn(
        "{}: {} has other bytes than before, and its file has the same size, times and number; all pictures of {} are read again",
        origin.source(),
        picture.name(),
        origin.source());
    delete(origin.source());
  }

  private synchronized void delete(String source) {
    try {
      OwnFolder place = place();
      if (place != null) {
        Files.deleteIfExists(place.file(fileName(source)));
      }
    } catch (IOException e) {
      LOG.debug("digests of {}: cannot be deleted", source, e);
    }
  }

  /** Writes what was added since the last time; a failure costs the next run its time. */
  public synchronized void save() {
    manifests.forEach(
        (source, manifest) -> {
          if (manifest.takeChanged()) {
            save(source, manifest);
          }
        });
  }

  private void save(String source, Manifest manifest) {
    OwnFolder place = place();
    if (place == null) {
      return;
    }
    try {
      ManifestFile.write(place.file(fileName(source)), source, manifest.kept());
    } catch (IOException e) {
      LOG.debug("digests of {}: cannot be written, its pictures are read again", source, e);
    }
  }

  private Manifest manifest(String source) {
    Manifest manifest = manifests.get(source);
    return manifest != null ? manifest : manifests.computeIfAbsent(source, this::load);
  }

  private synchronized Manifest load(String source) {
    OwnFolder place = place();
    if (place != null) {
      Path file = place.file(fileName(source));
      try {
        if (Files.exists(file)) {
          place.requireOwn(file);
          return new Manifest(ManifestFile.read(file, source));
        }
      } catch (IOException e) {
        LOG.debug("{}: {}; pictures of {} are read again", file, e.getMessage(), source);
      }
    }
    return new Manifest();
  }

  /** Null where no file can be kept. */
  private @Nullable OwnFolder place() {
    if (own == null && !unusable && folder != null) {
      try {
        own = OwnFolder.open(folder);
      } catch (IOException e) {
        unusable = true;
        LOG.debug("{}: {}; pictures are read again in every run", folder, e.toString());
      }
    }
    return own;
  }

  private static String fileName(String source) {
    return Sha256.hex(source.getBytes(StandardCharsets.UTF_8)) + ".digests";
  }
}
