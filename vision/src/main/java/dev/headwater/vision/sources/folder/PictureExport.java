package dev.headwater.vision.sources.folder;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.RawPixels;
import dev.headwater.vision.data.ReadableNames;
import dev.headwater.vision.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Writes pictures as a folder per class, for example to hand one client its share of a split. */
public final class PictureExport {
  /** File systems end names at 255 bytes; a UTF-16 unit takes up to 3. */
  private static final int MAX_NAME = 70;

  private PictureExport() {}

  /**
   * Writes {@code dir/LABEL/NNNNNN-NAME}, where NNNNNN is the position in the list: sorted by name,
   * the pictures of a class keep their order. Files are copied as they are; generated and IDX
   * pictures become PNG. Reading them back gives the same pixels. The folder appears whole or not
   * at all.
   *
   * @param dir must not exist, or be empty
   * @throws UserDataException if a label cannot be a folder's name, or {@code dir} holds files
   */
  public static void write(List<Picture> pictures, Path dir) throws IOException {
    Path target = dir.toAbsolutePath().normalize();
    Path parent = target.getParent();
    if (parent == null || Files.isRegularFile(target) || holdsFiles(target)) {
      throw new UserDataException(
          "%s: exists already (expected: a new or empty folder)".formatted(dir));
    }
    pictures.stream().map(Picture::label).distinct().forEach(PictureExport::checkLabel);
    Files.createDirectories(parent);
    Path draft = Files.createTempDirectory(parent, "." + target.getFileName() + "-");
    try {
      for (int i = 0; i < pictures.size(); i++) {
        write(pictures.get(i), i, draft);
      }
      Files.deleteIfExists(target);
      move(draft, target);
    } finally {
      delete(draft);
    }
  }

  private static void write(Picture picture, int position, Path draft) throws IOException {
    byte[] bytes = picture.content().bytes();
    String name = String.format(Locale.ROOT, "%06d-", position) + fileName(picture.name());
    if (RawPixels.isRaw(bytes)) {
      bytes = png(picture.content().decode(bytes));
      name += ".png";
    }
    Path folder = Files.createDirectories(draft.resolve(ReadableNames.writable(picture.label())));
    try (FileChannel file =
        FileChannel.open(
            folder.resolve(ReadableNames.writable(name)),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
      file.force(false);
    }
  }

  /** The last part of the name, in characters that every file system takes, its end kept. */
  private static String fileName(String name) {
    String last =
        name.substring(name.lastIndexOf('/') + 1).replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}]", "_");
    return last.length() <= MAX_NAME ? last : last.substring(last.length() - MAX_NAME);
  }

  private static void checkLabel(String label) {
    if (label.isBlank()
        || label.length() > MAX_NAME
        || !label.equals(label.strip())
        || Tree.isIgnored(label)
        || label.matches(".*[\\\\/:*?\"<>|\\p{Cntrl}].*")) {
      throw new UserDataException(
          "class '%s': cannot be a folder's name (expected: up to %d letters, without / \\ : * ? \" < > | and no dot first)"
              .formatted(label, MAX_NAME));
    }
  }

  private static byte[] png(RgbImage image) throws IOException {
    int w = image.width();
    int h = image.height();
    byte[] rgb = image.rgb();
    int[] pixels = new int[w * h];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          ((rgb[3 * i] & 0xff) << 16) | ((rgb[3 * i + 1] & 0xff) << 8) | (rgb[3 * i + 2] & 0xff);
    }
    BufferedImage out = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
    out.setRGB(0, 0, w, h, pixels, 0, w);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(out, "png", bytes)) {
      throw new IOException("this Java runtime has no PNG writer");
    }
    return bytes.toByteArray();
  }

  private static boolean holdsFiles(Path dir) throws IOException {
    if (!Files.isDirectory(dir)) {
      return false;
    }
    try (Stream<Path> files = Files.list(dir)) {
      return files.findAny().isPresent();
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to);
    }
  }

  /** What is left of a failed draft; after the move there is nothing. */
  private static void delete(Path draft) throws IOException {
    if (!Files.exists(draft)) {
      return;
    }
    try (Stream<Path> files = Files.walk(draft)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
