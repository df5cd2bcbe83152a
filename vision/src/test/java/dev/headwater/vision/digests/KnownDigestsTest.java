package dev.headwater.vision.digests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.headwater.vision.data.Origin;
import dev.headwater.vision.data.Stamp;
import dev.headwater.vision.logs.TestLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownDigestsTest {
  private static final long MILLION = 1_000_000;
  private static final long NOW = 1_700_000_000_000L;
  private static final Stamp STAMP =
      new Stamp(100, (NOW - 9_000) * MILLION, (NOW - 8_000) * MILLION, 7, 12345);
  private static final PictureKey KEY = PictureKey.of(new byte[] {1});

  private final Path root;

  /** Holds the test's own folder: other tests log at the same time. */
  private final String set;

  private final Origin origin;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = TestLogs.of(KnownDigests.class);

  KnownDigestsTest(@TempDir Path root) {
    this.root = root;
    this.set = "folder " + root;
    this.origin = new Origin(set, "cat/1.jpg", STAMP, NOW);
  }

  @BeforeAll
  static void hearDebugLines() {
    TestLogs.of(KnownDigests.class).setLevel(Level.DEBUG);
  }

  @AfterAll
  static void asBefore() {
    TestLogs.of(KnownDigests.class).setLevel(null);
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
  void unchangedFileIsKnownToTheNextRun() {
    remember(origin);

    assertThat(KnownDigests.in(root).find(origin)).isEqualTo(KEY);
    assertThat(KnownDigests.in(root).find(origin.of("cat/2.jpg"))).isNull();
    assertThat(KnownDigests.in(root).find(new Origin("folder /other", "cat/1.jpg", STAMP, NOW)))
        .isNull();
    assertThat(logged()).isEmpty();
  }

  static Stream<Stamp> others() {
    return Stream.of(
        new Stamp(101, STAMP.modified(), STAMP.changed(), 7, 12345),
        new Stamp(100, STAMP.modified() + 1, STAMP.changed(), 7, 12345),
        new Stamp(100, STAMP.modified(), STAMP.changed() + 1, 7, 12345),
        new Stamp(100, STAMP.modified(), STAMP.changed(), 8, 12345),
        new Stamp(100, STAMP.modified(), STAMP.changed(), 7, 12346));
  }

  @ParameterizedTest
  @MethodSource("others")
  void fileWithAnyOtherMarkIsNotKnown(Stamp other) {
    remember(origin);

    assertThat(KnownDigests.in(root).find(new Origin(set, "cat/1.jpg", other, NOW))).isNull();
  }

  /** It may be written again within the same tick of the file system's clock. */
  @ParameterizedTest
  @ValueSource(longs = {-60_000, 0, 1_999})
  void fileWrittenLessThanTwoSecondsBeforeItWasReadIsNotRemembered(long age) {
    Stamp fresh = new Stamp(100, (NOW - age) * MILLION, 0, 7, 12345);
    Stamp renamed = new Stamp(100, 0, (NOW - age) * MILLION, 7, 12345);

    for (Stamp stamp : List.of(fresh, renamed)) {
      Origin young = new Origin(set, "cat/1.jpg", stamp, NOW);
      remember(young);
      assertThat(KnownDigests.in(root).find(young)).isNull();
    }
  }

  @Test
  void fileThatChangedWhileItWasReadIsNotRemembered() {
    KnownDigests digests = KnownDigests.in(root);
    digests.add(origin, new Origin(set, "cat/1.jpg", others().toList().get(2), NOW), KEY);
    digests.add(origin, null, KEY);
    digests.save();

    assertThat(KnownDigests.in(root).find(origin)).isNull();
  }

  @Test
  void newBytesReplaceTheOldOnes() {
    remember(origin);
    Stamp later = new Stamp(100, STAMP.modified() + 1, STAMP.changed() + 1, 7, 12345);
    Origin changed = new Origin(set, "cat/1.jpg", later, NOW);
    KnownDigests digests = KnownDigests.in(root);
    PictureKey other = PictureKey.of(new byte[] {2});
    digests.add(changed, changed, other);
    digests.save();

    assertThat(KnownDigests.in(root).find(changed)).isEqualTo(other);
    assertThat(KnownDigests.in(root).find(origin)).isNull();
  }

  /** Places in the magic, the format, the name of the set, an entry, and the checksum. */
  @ParameterizedTest
  @ValueSource(ints = {0, 7, 14, 40, -50, -1})
  void damagedManifestIsIgnoredWithOneDebugLineAndMadeAnew(int place) throws IOException {
    remember(origin);
    byte[] bytes = Files.readAllBytes(manifest());
    bytes[place >= 0 ? place : bytes.length + place] ^= 4;
    Files.write(manifest(), bytes);

    assertThatItIsIgnoredAndMadeAnew();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5, 0.99})
  void truncatedManifestIsIgnoredWithOneDebugLineAndMadeAnew(double kept) throws IOException {
    remember(origin);
    byte[] bytes = Files.readAllBytes(manifest());
    byte[] part = new byte[(int) (bytes.length * kept)];
    System.arraycopy(bytes, 0, part, 0, part.length);
    Files.write(manifest(), part);

    assertThatItIsIgnoredAndMadeAnew();
  }

  @Test
  void manifestOfAnotherDataSetIsIgnored() throws IOException {
    remember(origin);
    Path file = manifest();
    Origin other = new Origin("folder /elsewhere", "cat/1.jpg", STAMP, NOW);
    Path own = root.resolve("own");
    KnownDigests digests = KnownDigests.in(own);
    digests.add(other, other, KEY);
    digests.save();
    Files.copy(file, onlyFile(own.resolve("digests")), StandardCopyOption.REPLACE_EXISTING);

    assertThat(KnownDigests.in(own).find(other)).isNull();
  }

  private void assertThatItIsIgnoredAndMadeAnew() {
    assertThat(KnownDigests.in(root).find(origin)).isNull();
    assertThat(logged()).hasSize(1);
    assertThat(logged().get(0).getLevel()).isEqualTo(Level.DEBUG);
    remember(origin);
    assertThat(KnownDigests.in(root).find(origin)).isEqualTo(KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw--w----", "rw-----w-"})
  void manifestThatOthersCanWriteIsNotTrusted(String mode) throws IOException {
    remember(origin);
    Files.setPosixFilePermissions(manifest(), PosixFilePermissions.fromString(mode));

    assertThat(KnownDigests.in(root).find(origin)).isNull();
    assertThat(logged().get(0).getFormattedMessage()).contains("others can write to it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwx---", "rwx---rwx"})
  void folderThatOthersCanWriteIsNotTrusted(String mode) throws IOException {
    remember(origin);
    Files.setPosixFilePermissions(root.resolve("digests"), PosixFilePermissions.fromString(mode));

    assertThat(KnownDigests.in(root).find(origin)).isNull();
    assertThat(logged().get(0).getFormattedMessage()).contains("others can write to it");
  }

  @Test
  void onlyTheOwnerMayRead() throws IOException {
    remember(origin);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(manifest())))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("digests"))))
        .isEqualTo("rwx------");
  }

  @Test
  void folderThatCannotBeWrittenCostsNothingButTime() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "in the way");
    KnownDigests digests = KnownDigests.in(file);

    digests.add(origin, origin, KEY);
    digests.save();

    assertThat(digests.find(origin)).isEqualTo(KEY);
    assertThat(logged()).hasSize(1);
    assertThat(KnownDigests.in(file).find(origin)).isNull();
  }

  @Test
  void interruptedThreadReadsAndWritesManifests() {
    Thread.currentThread().interrupt();
    remember(origin);
    PictureKey found = KnownDigests.in(root).find(origin);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(found).isEqualTo(KEY);
    assertThat(logged()).isEmpty();
  }

  @Test
  void picturesThatNobodyAsksForAreDroppedOnceTheyAreMost() {
    KnownDigests digests = KnownDigests.in(root);
    IntStream.range(0, 1_500)
        .mapToObj(i -> origin.of("old/" + i))
        .forEach(o -> digests.add(o, o, KEY));
    digests.save();

    remember(origin);

    assertThat(KnownDigests.in(root).find(origin)).isEqualTo(KEY);
    assertThat(KnownDigests.in(root).find(origin.of("old/7"))).isNull();
  }

  @Test
  void picturesOfTheOtherPartAreKept() {
    KnownDigests digests = KnownDigests.in(root);
    IntStream.range(0, 900)
        .mapToObj(i -> origin.of("test/" + i))
        .forEach(o -> digests.add(o, o, KEY));
    digests.save();

    remember(origin);

    assertThat(KnownDigests.in(root).find(origin.of("test/7"))).isEqualTo(KEY);
  }

  @Test
  void pictureWithOtherBytesUnderTheSameStampThrowsAllOfItsDataSetAway() throws Exception {
    StampedPictures pictures = new StampedPictures(origin);
    pictures.remember(KnownDigests.in(root), 0, 5);
    KnownDigests digests = KnownDigests.in(root);

    digests.check(pictures.list(0, 5), new SplittableRandom(1));
    assertThat(logged()).isEmpty();
    assertThat(digests.find(pictures.origin(4))).isNotNull();

    pictures.changeSecretly(3);
    digests.check(pictures.list(0, 5), new SplittableRandom(1));

    assertThat(logged()).hasSize(1);
    assertThat(logged().get(0).getLevel()).isEqualTo(Level.WARN);
    assertThat(logged().get(0).getFormattedMessage()).contains(set, "picture/3");
    assertThat(digests.find(pictures.origin(4))).isNull();
    assertThat(KnownDigests.in(root).find(pictures.origin(4))).isNull();
  }

  @Test
  void fewPicturesOfManyAreReadAgain() throws Exception {
    StampedPictures pictures = new StampedPictures(origin);
    pictures.remember(KnownDigests.in(root), 0, 500);

    KnownDigests.in(root).check(pictures.list(0, 500), new SplittableRandom(1));

    assertThat(pictures.reads).hasValueBetween(1, KnownDigests.SAMPLE);
  }

  @Test
  void interruptWhilePicturesAreReadAgainEndsQuietly() {
    StampedPictures pictures = new StampedPictures(origin);
    pictures.remember(KnownDigests.in(root), 0, 5);
    pictures.failAsIfInterrupted();

    assertThatThrownBy(
            () -> KnownDigests.in(root).check(pictures.list(0, 5), new SplittableRandom(1)))
        .isInstanceOf(InterruptedException.class);

    assertThat(logged()).isEmpty();
    assertThat(Thread.interrupted()).isFalse();
    assertThat(KnownDigests.in(root).find(pictures.origin(0))).isNotNull();
  }

  private void remember(Origin read) {
    KnownDigests digests = KnownDigests.in(root);
    digests.add(read, read, KEY);
    digests.save();
  }

  private List<ILoggingEvent> logged() {
    return log.list.stream()
        .filter(event -> event.getFormattedMessage().contains(root.toString()))
        .toList();
  }

  private Path manifest() throws IOException {
    return onlyFile(root.resolve("digests"));
  }

  private static Path onlyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }
}
