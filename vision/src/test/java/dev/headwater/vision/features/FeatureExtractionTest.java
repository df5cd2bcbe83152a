package dev.headwater.vision.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureExtractionTest {
  private final Path root;
  private final FakeFeatures extractor = new FakeFeatures('a');

  FeatureExtractionTest(@TempDir Path root) {
    this.root = root;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void everyRowHoldsItsPicturesFeaturesAndLabel(int threads) throws Exception {
    FeatureTable table = extract(FakePictures.numbered(0, 100), threads);

    assertThat(table.size()).isEqualTo(100);
    assertThat(table.features()).isEqualTo(5);
    for (int i = 0; i < 100; i++) {
      assertThat(row(table, i)).containsExactly(i, i + 1, i + 2, i + 3, i + 4);
      assertThat(table.label(i)).isEqualTo(i % 2);
      assertThat(table.picture(i).name()).isEqualTo("set/" + i);
    }
  }

  @Test
  void secondTimeNothingIsComputed() throws Exception {
    extract(FakePictures.numbered(0, 50), 2);
    FeatureTable again = extract(FakePictures.numbered(20, 60), 2);

    assertThat(extractor.computed).hasValue(60);
    assertThat(row(again, 0)).startsWith(20f);
    assertThat(row(again, 39)).startsWith(59f);
  }

  @Test
  void progressCountsEveryPictureAndTheCachedOnes() throws Exception {
    extract(FakePictures.numbered(0, 10), 1);
    List<String> heard = new ArrayList<>();

    pipeline(FeatureCache.open(root, extractor), 3)
        .extract(
            FakePictures.numbered(0, 15),
            FakePictures.LABELS,
            (done, total, cached) -> heard.add(done + "/" + total),
            OnUnreadable.STOP);

    assertThat(heard).isEqualTo(IntStream.rangeClosed(1, 15).mapToObj(i -> i + "/15").toList());
    AtomicReference<String> last = new AtomicReference<>("");
    pipeline(FeatureCache.open(root, extractor), 3)
        .extract(
            FakePictures.numbered(0, 20),
            FakePictures.LABELS,
            (done, total, cached) -> last.set(done + " " + cached),
            OnUnreadable.STOP);
    assertThat(last).hasValue("20 15");
  }

  @Test
  void unreadablePicturesAreLeftOutWhenTheHandlerLetsThemPass() throws Exception {
    List<Picture> pictures = FakePictures.numbered(0, 9);
    pictures.set(4, broken(4));
    List<String> told = new ArrayList<>();

    FeatureTable table =
        pipeline(FeatureCache.open(root, extractor), 2)
            .extract(
                pictures,
                FakePictures.LABELS,
                ExtractionProgress.SILENT,
                (picture, why) -> told.add(picture.name() + " | " + why.getMessage()));

    assertThat(told)
        .containsExactly(
            "set/4 | set/4: cannot be read, disk on fire (expected: a readable picture)");
    assertThat(table.size()).isEqualTo(8);
    assertThat(row(table, 4)).startsWith(5f);
    assertThat(table.label(4)).isEqualTo(1);
  }

  @Test
  void unreadablePicturesAreToldInTheOrderOfTheListWhateverThreadIsFirst() throws Exception {
    CountDownLatch others = new CountDownLatch(1);
    List<Picture> pictures = FakePictures.numbered(0, 9);
    pictures.set(
        0,
        FakePictures.picture(
            0,
            () -> {
              await(others);
              throw new IOException("disk on fire");
            }));
    pictures.set(1, broken(1));
    pictures.set(2, broken(2));
    pictures.set(
        3,
        FakePictures.picture(
            3,
            () -> {
              others.countDown(); // the other worker has done with 1 and 2
              throw new IOException("disk on fire");
            }));
    List<String> told = new ArrayList<>();

    pipeline(FeatureCache.open(root, extractor), 2)
        .extract(
            pictures,
            FakePictures.LABELS,
            ExtractionProgress.SILENT,
            (picture, why) -> told.add(picture.name()));

    assertThat(told).containsExactly("set/0", "set/1", "set/2", "set/3");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void unreadablePictureStopsTheRunAndWhatWasComputedIsKept() {
    List<Picture> pictures = FakePictures.numbered(0, 30);
    pictures.set(20, broken(20));

    assertThatThrownBy(() -> extract(pictures, 1))
        .isInstanceOf(UserDataException.class)
        .hasMessageStartingWith("set/20: cannot be read");

    // One worker, batches of 8: 16 were computed before picture 20 was reached.
    assertThat(FeatureCache.open(root, extractor).size()).isEqualTo(16);
  }

  @Test
  void interruptStopsTheWorkersAndKeepsWhatWasComputed() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    List<Picture> pictures = FakePictures.numbered(0, 30);
    pictures.set(
        20,
        FakePictures.picture(
            20,
            () -> {
              reached.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("closed by interrupt", e);
              }
              return new byte[4];
            }));
    AtomicReference<Throwable> end = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                extract(pictures, 1);
              } catch (InterruptedException | RuntimeException e) {
                end.set(e);
              }
            });
    caller.start();
    reached.await();
    caller.interrupt();
    caller.join();

    assertThat(end.get()).isInstanceOf(InterruptedException.class);
    assertThat(FeatureCache.open(root, extractor).size()).isEqualTo(16);
  }

  @Test
  void segmentIsWrittenWhenItsOldestPictureHasWaitedHalfAMinute() throws Exception {
    AtomicLong clock = new AtomicLong();
    FeatureCache cache = FeatureCache.open(root, extractor);
    List<Long> segments = new ArrayList<>();

    new FeatureExtraction(extractor, cache, () -> FakePictures.PREPROCESS, 1, clock::get)
        .extract(
            FakePictures.numbered(0, 40),
            FakePictures.LABELS,
            (done, total, cached) -> {
              segments.add(segments());
              clock.addAndGet(ExtractionRun.SEGMENT_NANOS / 16);
            },
            OnUnreadable.STOP);

    assertThat(segments.get(15)).isZero();
    assertThat(segments.get(16)).isEqualTo(1);
    assertThat(segments.get(39)).isEqualTo(2);
    assertThat(segments()).isEqualTo(3);
  }

  @Test
  void segmentIsWrittenWhenItIsFull() throws Exception {
    List<Long> segments = new ArrayList<>();
    int count = Segment.MOST_ROWS + 100;

    FeatureTable table =
        pipeline(FeatureCache.open(root, extractor), 1)
            .extract(
                FakePictures.numbered(0, count),
                FakePictures.LABELS,
                (done, total, cached) -> segments.add(segments()),
                OnUnreadable.STOP);

    assertThat(segments.get(Segment.MOST_ROWS - 2)).isZero();
    assertThat(segments.get(count - 1)).isEqualTo(1);
    assertThat(segments()).isEqualTo(2);
    assertThat(row(table, count - 1)).startsWith(count - 1f);
  }

  @Test
  void failureOfThePreprocessingNamesThePicture() {
    Preprocess failing =
        (image, into) -> {
          throw new ArrayIndexOutOfBoundsException("7");
        };

    assertThatThrownBy(
            () ->
                new FeatureExtraction(
                        extractor, FeatureCache.none(extractor), () -> failing, 1, System::nanoTime)
                    .extract(
                        FakePictures.numbered(3, 4),
                        FakePictures.LABELS,
                        ExtractionProgress.SILENT,
                        OnUnreadable.STOP))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("set/3: preprocessing failed");
  }

  @Test
  void unknownLabelAndNoThreadsAreRefused() {
    assertThatThrownBy(
            () ->
                pipeline(FeatureCache.none(extractor), 1)
                    .extract(
                        FakePictures.numbered(0, 2),
                        List.of("even"),
                        ExtractionProgress.SILENT,
                        OnUnreadable.STOP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("set/1: label odd (expected: one of [even])");
    assertThatThrownBy(() -> pipeline(FeatureCache.none(extractor), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threads: 0");
  }

  @Test
  void noPicturesGiveAnEmptyTable() throws Exception {
    assertThat(extract(List.of(), 2).size()).isZero();
    assertThat(root.resolve("features")).doesNotExist();
  }

  private static Picture broken(int number) {
    return FakePictures.picture(
        number,
        () -> {
          throw new IOException("disk on fire");
        });
  }

  private FeatureTable extract(List<Picture> pictures, int threads) throws InterruptedException {
    return pipeline(FeatureCache.open(root, extractor), threads)
        .extract(pictures, FakePictures.LABELS, ExtractionProgress.SILENT, OnUnreadable.STOP);
  }

  private FeatureExtraction pipeline(FeatureCache cache, int threads) {
    return new FeatureExtraction(
        extractor, cache, () -> FakePictures.PREPROCESS, threads, System::nanoTime);
  }

  private long segments() {
    Path folder = extractor.cacheFolder(root);
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".features")).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static float[] row(FeatureTable table, int i) {
    float[] row = new float[table.features() + 2];
    row[0] = -1;
    table.vectors(new int[] {i}).copy(0, row, 1);
    assertThat(row[0]).isEqualTo(-1);
    assertThat(row[row.length - 1]).isZero();
    float[] values = new float[table.features()];
    System.arraycopy(row, 1, values, 0, values.length);
    return values;
  }
}
