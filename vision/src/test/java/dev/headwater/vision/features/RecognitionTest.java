package dev.headwater.vision.features;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.headwater.vision.data.Origin;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.Stamp;
import dev.headwater.vision.digests.StampedPictures;
import dev.headwater.vision.logs.TestLogs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that are recognised without being read, and caches that are listed. */
class RecognitionTest {
  private static final int COUNT = 500;

  /** As many as are read again in every run, to notice a file system that does not tell. */
  private static final int FEW = 8;

  private final Path root;
  private final FakeFeatures extractor = new FakeFeatures('a');
  private final StampedPictures pictures;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = TestLogs.of("dev.headwater.vision");

  RecognitionTest(@TempDir Path root) {
    this.root = root;
    Stamp stamp = new Stamp(4, 1_000_000, 1_000_000, 7, 8);
    pictures = new StampedPictures(new Origin("folder " + root, "", stamp, 10_000));
  }

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  @Test
  void secondTimeAFewPicturesAreReadAndNoneComputed() throws Exception {
    FeatureTable first = extract(extractor, pictures.list(0, COUNT));
    assertThat(pictures.reads).hasValue(COUNT);

    FeatureTable second = extract(extractor, pictures.list(0, COUNT));

    assertThat(pictures.reads).hasValueBetween(COUNT + 1, COUNT + FEW);
    assertThat(extractor.computed).hasValue(COUNT);
    assertThat(second.digest()).isEqualTo(first.digest());
    for (int i = 0; i < COUNT; i++) {
      assertThat(FeatureExtractionTest.row(second, i)).startsWith(i, i + 1);
    }
  }

  @Test
  void picturesWithoutFeaturesOfThisBackboneAreReadAndComputed() throws Exception {
    extract(extractor, pictures.list(0, COUNT));
    FakeFeatures other = new FakeFeatures('b');

    FeatureTable table = extract(other, pictures.list(0, COUNT));

    assertThat(other.computed).hasValue(COUNT);
    assertThat(FeatureExtractionTest.row(table, 7)).startsWith(7, 8);
  }

  @Test
  void pictureThatChangedUnderItsStampGetsItsNewFeaturesAndAWarning() throws Exception {
    extract(extractor, pictures.list(0, FEW));
    pictures.changeSecretly(3);

    FeatureTable table = extract(extractor, pictures.list(0, FEW));

    assertThat(FeatureExtractionTest.row(table, 3)).startsWith(-3, -2);
    assertThat(logged()).hasSize(1);
    assertThat(logged().get(0).getFormattedMessage()).contains("picture/3", "read again");
  }

  @Test
  void interruptWhileACacheIsListedCallsNoFileDamaged() throws Exception {
    extract(extractor, pictures.list(0, FEW));
    Path folder = extractor.cacheFolder(root);
    Path segment;
    try (Stream<Path> files = Files.list(folder)) {
      segment = files.filter(file -> file.toString().endsWith(".features")).findAny().orElseThrow();
    }
    for (int i = 0; i < 50; i++) {
      Files.copy(segment, folder.resolve(UUID.randomUUID() + ".features"));
    }

    Thread.currentThread().interrupt();
    FeatureCache cache = FeatureCache.open(root, extractor);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(logged()).isEmpty();
    cache.refresh();
    assertThat(cache.size()).isEqualTo(FEW);
  }

  @Test
  void segmentThatIsDeletedAfterItWasListedIsComputedAgainWithoutAWord() throws Exception {
    extract(extractor, pictures.list(0, FEW));
    FeatureCache cache = FeatureCache.open(root, extractor);
    try (Stream<Path> files = Files.list(extractor.cacheFolder(root))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }

    FeatureTable table = extract(extractor, cache, pictures.list(0, FEW));

    assertThat(extractor.computed).hasValue(2 * FEW);
    assertThat(logged()).isEmpty();
    assertThat(FeatureExtractionTest.row(table, 3)).startsWith(3, 4);
  }

  /** Without those of tests that run at the same time. */
  private List<ILoggingEvent> logged() {
    return log.list.stream()
        .filter(event -> event.getFormattedMessage().contains(root.toString()))
        .toList();
  }

  private FeatureTable extract(FakeFeatures with, List<Picture> list) throws InterruptedException {
    return extract(with, FeatureCache.open(root, with), list);
  }

  private static FeatureTable extract(FakeFeatures with, FeatureCache cache, List<Picture> list)
      throws InterruptedException {
    return new FeatureExtraction(with, cache, () -> FakePictures.PREPROCESS, 2, System::nanoTime)
        .extract(list, FakePictures.LABELS, ExtractionProgress.SILENT, OnUnreadable.STOP);
  }
}
