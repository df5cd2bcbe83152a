package dev.headwater.vision.features;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.vision.backbone.Shared;
import dev.headwater.vision.digests.PictureKey;
import dev.headwater.vision.image.ImageDecoder;
import dev.headwater.vision.logs.TestLogs;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureCacheTest {
  private final Path root;
  private final FakeFeatures extractor = new FakeFeatures('a');
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = TestLogs.of(FeatureCache.class);

  FeatureCacheTest(@TempDir Path root) {
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

  static Stream<FakeFeatures> others() {
    return Stream.of(
        new FakeFeatures('b'),
        new FakeFeatures('a', "fake-1.1"),
        new FakeFeatures('a', "other-1.0"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void anotherExtractorRuntimeOrVersionFindsNothing(FakeFeatures other) throws Exception {
    extract(extractor, 0, 10);
    // Even when somebody moves its files over.
    Path folder = other.cacheFolder(root);
    Files.createDirectories(folder);
    Files.copy(onlySegment(), folder.resolve("moved.features"));

    extract(other, 0, 10);

    assertThat(other.computed).hasValue(10);
    assertThat(warnings()).hasSize(1);
    assertThat(warnings().get(0)).contains("moved.features", "not a segment of this extractor");
  }

  /** The names that were used before the version and the decoder were part of them. */
  @ParameterizedTest
  @ValueSource(strings = {"fake", "fake-1.0"})
  void cacheOfATimeBeforeVersionsIsNotRead(String runtime) throws Exception {
    extract(extractor, 0, 10);
    Files.move(folder(), root.resolve("features").resolve(extractor.digest() + "-" + runtime));

    extract(extractor, 0, 10);

    assertThat(extractor.computed).hasValue(20);
    assertThat(folder().getFileName().toString())
        .isEqualTo(extractor.digest() + "-fake-1.0-" + ImageDecoder.VERSION)
        .matches("[A-Za-z0-9.+_-]{80,200}")
        .contains(System.getProperty("java.runtime.version"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5, 0.99})
  void truncatedSegmentIsIgnoredWithOneWarningAndRebuilt(double kept) throws Exception {
    extract(extractor, 0, 10);
    Path segment = onlySegment();
    byte[] whole = Files.readAllBytes(segment);
    byte[] part = new byte[(int) (whole.length * kept)];
    System.arraycopy(whole, 0, part, 0, part.length);
    Files.write(segment, part);

    assertThatAllIsComputedAgainAndThenFound(segment);
  }

  /** Places in the header, the index, and the values of the last picture. */
  @ParameterizedTest
  @ValueSource(ints = {0, 9, 13, 20, 50, 61, 70, 64 + 40 * 5 + 33, -1, -100})
  void flippedBitIsNoticedWithOneWarningAndRebuilt(int place) throws Exception {
    extract(extractor, 0, 10);
    Path segment = onlySegment();
    byte[] bytes = Files.readAllBytes(segment);
    bytes[place >= 0 ? place : bytes.length + place] ^= 4;
    Files.write(segment, bytes);

    FeatureTable table = extract(extractor, 0, 10);

    assertThat(warnings()).hasSize(1);
    assertThat(warnings().get(0)).contains(segment.getFileName().toString());
    assertThat(extractor.computed).hasValueGreaterThan(10);
    for (int i = 0; i < 10; i++) {
      assertThat(FeatureExtractionTest.row(table, i))
          .containsExactly(i, i + 1, i + 2, i + 3, i + 4);
    }
  }

  @Test
  void foreignFilesAreIgnored() throws Exception {
    extract(extractor, 0, 10);
    Path folder = folder();
    Files.writeString(folder.resolve("notes.txt"), "mine");
    Path foreign = Files.writeString(folder.resolve("x.features"), "not a segment ".repeat(100));

    extract(extractor, 0, 10);

    assertThat(extractor.computed).hasValue(10);
    assertThat(warnings()).hasSize(1);
    assertThat(foreign).exists();
  }

  @Test
  void unwritableFolderCostsTheCacheNotTheRunAndIsSaidOnce() throws Exception {
    // A file where the folder should be: not even root can write there.
    Path file = Files.writeString(root.resolve("file"), "in the way");
    FeatureCache cache = FeatureCache.open(file, extractor);

    for (int run = 0; run < 2; run++) {
      FeatureTable table = extract(extractor, cache, 0, 10);
      assertThat(FeatureExtractionTest.row(table, 7)).containsExactly(7, 8, 9, 10, 11);
    }

    assertThat(warnings()).hasSize(1);
    assertThat(warnings().get(0)).contains("cannot be written");
    assertThat(extractor.computed).hasValue(20);
  }

  @Test
  void abandonedTemporaryFilesAreRemovedAndFreshOnesAreNot() throws Exception {
    extract(extractor, 0, 10);
    Path folder = folder();
    Path old = Files.writeString(folder.resolve(".a.tmp"), "half");
    Path fresh = Files.writeString(folder.resolve(".b.tmp"), "half");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

    FeatureCache.open(root, extractor);

    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
  }

  /** The last thing an interrupted thread does is to save its work. */
  @Test
  void interruptedThreadStoresAndKeepsItsValuesAndTheFileIsFoundLater() throws Exception {
    FeatureCache cache = FeatureCache.open(root, extractor);
    PictureKey key = PictureKey.of(new byte[] {1});
    Rows rows = new Rows(FakeFeatures.FEATURES, 1);
    rows.append(key, FloatBuffer.wrap(new float[] {9, 1, 2, 3, 4, 5}), 1);

    Thread.currentThread().interrupt();
    cache.store(rows);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(warnings()).isEmpty();
    float[] values = new float[FakeFeatures.FEATURES];
    rows.copy(0, values, 0);
    assertThat(values).containsExactly(1, 2, 3, 4, 5);
    cache.refresh();
    Row found = requireNonNull(cache.find(key));
    found.rows().copy(found.index(), values, 0);
    assertThat(values).containsExactly(1, 2, 3, 4, 5);
    assertThat(found.rows()).isNotSameAs(rows);
  }

  @Test
  void twoInstancesSeeWhatTheOtherStored() throws Exception {
    FeatureCache one = FeatureCache.open(root, extractor);
    FeatureCache two = FeatureCache.open(root, extractor);

    extract(extractor, one, 0, 10);
    extract(extractor, two, 0, 10);
    extract(extractor, two, 10, 20);
    extract(extractor, one, 0, 20);

    assertThat(extractor.computed).hasValue(20);
    assertThat(one.size()).isEqualTo(20);
  }

  @Test
  void twoProcessesShareOneCache() throws Exception {
    Process one = process(0, 3000);
    Process two = process(1500, 4500);
    extract(extractor, 1000, 2000);

    assertThat(one.waitFor()).isZero();
    assertThat(two.waitFor()).isZero();
    extractor.computed.set(0);
    FeatureTable table = extract(extractor, 0, 4500);

    assertThat(extractor.computed).hasValue(0);
    assertThat(warnings()).isEmpty();
    for (int i = 0; i < 4500; i++) {
      assertThat(FeatureExtractionTest.row(table, i)).startsWith(i, i + 1);
    }
  }

  @Test
  void rootComesFromTheEnvironmentOrTheHomeFolder() {
    Path home = Path.of("home");

    assertThat(FeatureCache.defaultRoot(Map.of(), home))
        .isEqualTo(Path.of("home/.cache/headwater"));
    assertThat(FeatureCache.defaultRoot(Map.of("HEADWATER_CACHE", " "), home))
        .isEqualTo(Path.of("home/.cache/headwater"));
    assertThat(FeatureCache.defaultRoot(Map.of("HEADWATER_CACHE", "elsewhere"), home))
        .isEqualTo(Path.of("elsewhere"));
  }

  @Test
  void segmentLayoutIsAsDocumented() throws Exception {
    extract(extractor, 3, 5);

    ByteBuffer segment =
        ByteBuffer.wrap(Files.readAllBytes(onlySegment())).order(ByteOrder.LITTLE_ENDIAN);
    // 64 header, 2 x 40 index, padding to 192, 2 x 5 floats.
    assertThat(segment.limit()).isEqualTo(192 + 2 * 5 * 4);
    assertThat(new String(segment.array(), 0, 8, StandardCharsets.US_ASCII)).isEqualTo("HWFEAT1\n");
    assertThat(segment.getInt(8)).isEqualTo(5);
    assertThat(segment.getInt(12)).isEqualTo(2);
    // Whichever row a worker finished first is first, in the index and in the values.
    int three = hashAt(segment, 64).equals(hashOf(3)) ? 0 : 1;
    assertThat(hashAt(segment, 64 + 40 * three)).isEqualTo(hashOf(3));
    assertThat(hashAt(segment, 64 + 40 * (1 - three))).isEqualTo(hashOf(4));
    assertThat(segment.getFloat(192 + 20 * three)).isEqualTo(3f);
    assertThat(segment.getFloat(192 + 20 * (1 - three))).isEqualTo(4f);
  }

  private static String hashAt(ByteBuffer segment, int offset) {
    byte[] hash = new byte[32];
    segment.get(offset, hash);
    return HexFormat.of().formatHex(hash);
  }

  private static String hashOf(int picture) {
    return HexFormat.of().formatHex(Sha256.digest().digest(new byte[] {0, 0, 0, (byte) picture}));
  }

  private void assertThatAllIsComputedAgainAndThenFound(Path segment) throws Exception {
    extract(extractor, 0, 10);
    assertThat(extractor.computed).hasValue(20);
    assertThat(warnings()).hasSize(1);
    assertThat(warnings().get(0)).contains(segment.getFileName().toString());

    extract(extractor, 0, 10);
    assertThat(extractor.computed).hasValue(20);
  }

  private FeatureTable extract(FakeFeatures with, int from, int to) throws InterruptedException {
    return extract(with, FeatureCache.open(root, with), from, to);
  }

  private static FeatureTable extract(FakeFeatures with, FeatureCache cache, int from, int to)
      throws InterruptedException {
    return new FeatureExtraction(with, cache, () -> FakePictures.PREPROCESS, 2, System::nanoTime)
        .extract(
            FakePictures.numbered(from, to),
            FakePictures.LABELS,
            ExtractionProgress.SILENT,
            OnUnreadable.STOP);
  }

  private Process process(int from, int to) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(OtherProcess.class.getName(), root.toString()));
    command.addAll(List.of(Integer.toString(from), Integer.toString(to)));
    File output = Shared.root().resolve("vision/target/other-process-" + from + ".log").toFile();
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
  }

  /** What the other processes run. */
  static final class OtherProcess {
    private OtherProcess() {}

    /**
     * Extracts the pictures from {@code args[1]} to {@code args[2]} with a cache at {@code
     * args[0]}.
     */
    public static void main(String[] args) throws InterruptedException {
      FakeFeatures extractor = new FakeFeatures('a');
      extract(
          extractor,
          FeatureCache.open(Path.of(args[0]), extractor),
          Integer.parseInt(args[1]),
          Integer.parseInt(args[2]));
    }
  }

  private Path folder() {
    return extractor.cacheFolder(root);
  }

  private Path onlySegment() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      List<Path> segments = files.filter(file -> file.toString().endsWith(".features")).toList();
      assertThat(segments).hasSize(1);
      return segments.get(0);
    }
  }

  private List<String> warnings() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
