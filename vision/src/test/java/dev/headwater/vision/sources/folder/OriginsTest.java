package dev.headwater.vision.sources.folder;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.vision.data.Origin;
import dev.headwater.vision.data.Stamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How pictures in folders and zips are recognised. */
class OriginsTest {
  private static final Clock NOW = Clock.systemUTC();
  private static final Clock LATER = Clock.offset(NOW, Duration.ofSeconds(10));
  private static final FileTime OLD = FileTime.from(Instant.parse("1980-01-01T00:00:00Z"));

  private final Path root;

  OriginsTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void untouchedFileHasTheSameOriginInEveryRun() throws IOException {
    write("cat/1.png", "one");

    Origin first = folder("cat/1.png", LATER);
    Origin second = folder("cat/1.png", LATER);

    assertThat(second.stamp()).isEqualTo(first.stamp());
    assertThat(second.source()).isEqualTo(first.source()).contains(root.toRealPath().toString());
    assertThat(second.name()).isEqualTo("cat/1.png");
    assertThat(first.isSettled()).isTrue();
  }

  @Test
  void fileThatWasJustWrittenIsNotSettled() throws IOException {
    Path file = write("cat/1.png", "one");

    assertThat(folder("cat/1.png", NOW).isSettled()).isFalse();
    // The time of its change cannot be set back.
    Files.setLastModifiedTime(file, OLD);
    assertThat(folder("cat/1.png", NOW).isSettled()).isFalse();
  }

  @Test
  void fileOfTheSameLengthWithItsOldTimePutBackIsAnotherOne() throws IOException {
    Path file = write("cat/1.png", "one");
    Files.setLastModifiedTime(file, OLD);
    Stamp before = folder("cat/1.png", LATER).stamp();

    untilTheClockTicks(file);
    Files.writeString(file, "two");
    Files.setLastModifiedTime(file, OLD);
    Stamp after = folder("cat/1.png", LATER).stamp();

    assertThat(after.size()).isEqualTo(before.size());
    assertThat(after.modified()).isEqualTo(before.modified());
    assertThat(after).isNotEqualTo(before);
  }

  @Test
  void fileThatIsReplacedByAnotherOfTheSameTimeIsAnotherOne() throws IOException {
    Path file = write("cat/1.png", "one");
    Files.setLastModifiedTime(file, OLD);
    Stamp before = folder("cat/1.png", LATER).stamp();

    Path other = write("two.tmp", "two");
    Files.setLastModifiedTime(other, OLD);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

    assertThat(folder("cat/1.png", LATER).stamp()).isNotEqualTo(before);
  }

  @Test
  void fileThatIsGoneHasNoOrigin() throws IOException {
    Path file = write("cat/1.png", "one");
    Tree.Source source = requireNonNull(Folders.open(root, LATER).files().get("cat/1.png"));
    Files.delete(file);

    assertThatThrownBy(source::origin).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void entryOfAZipHasTheZipsStampAndItsOwnName() throws IOException {
    Path zip = zip("set.zip", "one");
    Tree tree = Zips.open(zip, LATER);

    Origin origin = requireNonNull(requireNonNull(tree.files().get("cat/1.png")).origin());

    assertThat(origin.name()).isEqualTo("cat/1.png");
    assertThat(origin.stamp()).isEqualTo(Stamp.of(zip));
    assertThat(origin.isSettled()).isTrue();
    assertThat(origin.source()).isEqualTo("zip " + zip.toRealPath());
  }

  /** The zip that is open still gives the old bytes: they must not go by the new file's stamp. */
  @Test
  void entryOfAZipThatWasReplacedSinceItWasOpenedHasNoOrigin() throws IOException {
    Path zip = zip("set.zip", "one");
    Tree tree = Zips.open(zip, LATER);
    Files.move(zip("new.zip", "two"), zip, StandardCopyOption.REPLACE_EXISTING);

    assertThat(requireNonNull(tree.files().get("cat/1.png")).origin()).isNull();
  }

  private Origin folder(String path, Clock clock) throws IOException {
    Tree tree = Folders.open(root, clock);
    return requireNonNull(requireNonNull(tree.files().get(path)).origin());
  }

  /** Some file systems' clocks tick a hundred times a second. */
  private void untilTheClockTicks(Path file) throws IOException {
    Path probe = root.resolve(".probe");
    long changed = Stamp.of(file).changed();
    do {
      Files.writeString(probe, "x");
    } while (Stamp.of(probe).changed() <= changed);
  }

  private Path write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(requireNonNull(file.getParent()));
    return Files.writeString(file, text);
  }

  private Path zip(String name, String text) throws IOException {
    Path file = root.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry("cat/1.png"));
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
    return file;
  }
}
