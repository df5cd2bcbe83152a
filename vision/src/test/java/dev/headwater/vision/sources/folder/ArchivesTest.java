package dev.headwater.vision.sources.folder;

import static dev.headwater.vision.sources.TestPictures.files;
import static dev.headwater.vision.sources.TestPictures.names;
import static dev.headwater.vision.sources.TestPictures.zip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.sources.PictureSets;
import dev.headwater.vision.sources.TestPictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zips as one tool or another writes them. */
class ArchivesTest {
  private static final Charset DOS = Charset.forName("IBM437");
  private static final String BEAR = "b\u00e4r";

  private final Path dir;

  ArchivesTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private static void assertReads(PictureSet set) throws IOException {
    for (Picture picture : set.train()) {
      assertThat(picture.content().decode(picture.content().bytes()).width()).isEqualTo(5);
    }
  }

  @Test
  void namesOfOldWindowsToolsAreInTheCodePageOfDos() throws IOException {
    Path file = dir.resolve("old.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file), DOS)) {
      for (String name : new String[] {BEAR + "\\1.png", "cat\\2.png"}) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(TestPictures.png(1));
      }
    }

    PictureSet set = PictureSets.open(file);

    assertThat(set.labels()).containsExactly(BEAR, "cat");
    assertReads(set);
  }

  /** WinZip and others: a name in the code page, and beside it the name in UTF-8. */
  @Test
  void nameInUtf8BesideTheOtherOneWins() throws IOException {
    Path file = dir.resolve("both.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file), DOS)) {
      put(zip, "__/1.png", "__/1.png", "\u732b/1.png");
      put(zip, "_x/2.png", "another name", "\u72ac/2.png");
    }

    PictureSet set = PictureSets.open(file);

    assertThat(set.labels()).containsExactly("_x", "\u732b");
    assertReads(set);
  }

  private static void put(ZipOutputStream zip, String name, String of, String unicode)
      throws IOException {
    CRC32 crc = new CRC32();
    crc.update(of.getBytes(DOS));
    byte[] utf8 = unicode.getBytes(UTF_8);
    ByteBuffer extra = ByteBuffer.allocate(9 + utf8.length).order(ByteOrder.LITTLE_ENDIAN);
    extra.putShort((short) 0x7075).putShort((short) (5 + utf8.length)).put((byte) 1);
    extra.putInt((int) crc.getValue()).put(utf8);
    ZipEntry entry = new ZipEntry(name);
    entry.setExtra(extra.array());
    zip.putNextEntry(entry);
    zip.write(TestPictures.png(2));
  }

  @Test
  void namesMayBeginWithADot() throws IOException {
    PictureSet set =
        PictureSets.open(
            zip(dir.resolve("dot.zip"), files("./a/1.png", "././b//2.png", "a/./3.png")));

    assertThat(names(set.train())).containsExactly("a/1.png", "a/3.png", "b/2.png");
    assertReads(set);
  }

  @Test
  void zip64IsRead() throws IOException {
    URI uri = URI.create("jar:" + dir.resolve("large.zip").toUri());
    try (FileSystem zip =
        FileSystems.newFileSystem(uri, Map.of("create", "true", "forceZIP64End", "true"))) {
      for (String label : new String[] {"a", "b"}) {
        Files.createDirectory(zip.getPath(label));
        Files.write(zip.getPath(label, "1.png"), TestPictures.png(3));
      }
    }

    PictureSet set = PictureSets.open(dir.resolve("large.zip"));

    assertThat(names(set.train())).containsExactly("a/1.png", "b/1.png");
    assertReads(set);
  }

  /** As a self-extracting archive has a program. */
  @Test
  void bytesBeforeTheFirstEntryDoNotMatter() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write("PK?".getBytes(UTF_8));
    all.write(Files.readAllBytes(zip(dir.resolve("plain.zip"), files("a/1.png", "b/1.png"))));

    PictureSet set = PictureSets.open(Files.write(dir.resolve("more.zip"), all.toByteArray()));

    assertThat(names(set.train())).containsExactly("a/1.png", "b/1.png");
    assertReads(set);
  }
}
