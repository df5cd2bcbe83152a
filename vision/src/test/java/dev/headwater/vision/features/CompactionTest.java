package dev.headwater.vision.features;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.headwater.vision.logs.TestLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class CompactionTest {
  private final Path root;
  private final FakeFeatures extractor = new FakeFeatures('a');
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = TestLogs.of(FeatureCache.class);

  CompactionTest(@TempDir Path root) {
    this.root = root;
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
  void thousandsOfSmallFilesBecomeFewAndNothingIsComputedAgain() throws Exception {
    storeSmallSegments();

    assertThat(extractAll(FeatureCache.open(root, extractor))).isEqualTo(10);
    assertThat(segments()).hasSize(1);
    assertThat(extractAll(FeatureCache.open(root, extractor))).isEqualTo(10);
    assertThat(extractor.computed).hasValue(10);
    assertThat(logged()).isEmpty();
  }

  /** It has listed files that are gone, and finds their vectors in one that it has not listed. */
  @Test
  void cacheThatIsInUseMeanwhileFindsTheCopies() throws Exception {
    storeSmallSegments();
    FeatureCache before = FeatureCache.open(root, extractor);
    extractAll(FeatureCache.open(root, extractor));
    assertThat(segments()).hasSize(1);

    assertThat(extractAll(before)).isEqualTo(10);

    assertThat(extractor.computed).hasValue(10);
    assertThat(logged()).isEmpty();
  }

  @Test
  void damagedFileIsLeftToWhoeverNeedsIt() throws Exception {
    storeSmallSegments();
    Path damaged = segments().get(0);
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length - 1] ^= 4;
    Files.write(damaged, bytes);

    extractAll(FeatureCache.open(root, extractor));

    assertThat(damaged).exists();
    assertThat(segments()).hasSizeLessThan(10);
  }

  @Test
  void fewSmallFilesAreLeftAlone() throws Exception {
    for (int i = 0; i < 10; i++) {
      extract(FeatureCache.open(root, extractor), i, i + 1);
    }

    extractAll(FeatureCache.open(root, extractor));

    assertThat(segments()).hasSize(10);
  }

  /** Ten pictures, each in a segment of its own, and copies of those segments. */
  private void storeSmallSegments() throws Exception {
    for (int i = 0; i < 10; i++) {
      extract(FeatureCache.open(root, extractor), i, i + 1);
    }
    for (Path segment : segments()) {
      for (int i = 0; i < Compaction.MANY / 10 + 1; i++) {
        Files.copy(segment, segment.resolveSibling(UUID.randomUUID() + ".features"));
      }
    }
  }

  /** Number of pictures whose features are right. */
  private int extractAll(FeatureCache cache) throws InterruptedException {
    FeatureTable table = extract(cache, 0, 10);
    int right = 0;
    for (int i = 0; i < 10; i++) {
      float[] row = FeatureExtractionTest.row(table, i);
      right += row[0] == i && row[4] == i + 4 ? 1 : 0;
    }
    return right;
  }

  private FeatureTable extract(FeatureCache cache, int from, int to) throws InterruptedException {
    return new FeatureExtraction(
            extractor, cache, () -> FakePictures.PREPROCESS, 2, System::nanoTime)
        .extract(
            FakePictures.numbered(from, to),
            FakePictures.LABELS,
            ExtractionProgress.SILENT,
            OnUnreadable.STOP);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(extractor.cacheFolder(root))) {
      return files.filter(file -> file.toString().endsWith(".features")).toList();
    }
  }

  /** Without those of tests that run at the same time. */
  private List<ILoggingEvent> logged() {
    return log.list.stream()
        .filter(event -> event.getFormattedMessage().contains(root.toString()))
        .toList();
  }
}
