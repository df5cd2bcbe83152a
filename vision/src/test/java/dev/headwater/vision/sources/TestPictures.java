package dev.headwater.vision.sources;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headwater.vision.data.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Small pictures, and folders and zips of them. */
public final class TestPictures {
  private TestPictures() {}

  /** A 5 x 4 PNG whose pixels depend on {@code seed}. */
  public static byte[] png(int seed) {
    BufferedImage image = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 20; i++) {
      image.setRGB(i % 5, i / 5, (seed * 31 + i) * 0x9e3779 & 0xffffff);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Files by path: those that end in .png get different pictures, others the path as text. */
  public static Map<String, byte[]> files(String... paths) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String path : paths) {
      files.put(path, path.endsWith(".png") ? png(path.hashCode()) : path.getBytes(UTF_8));
    }
    return files;
  }

  public static Path folder(Path at, Map<String, byte[]> files) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = at.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return at;
  }

  public static Path zip(Path at, Map<String, byte[]> files) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(at))) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return at;
  }

  public static List<String> names(List<Picture> pictures) {
    return pictures.stream().map(Picture::name).toList();
  }

  public static List<String> labels(List<Picture> pictures) {
    return pictures.stream().map(Picture::label).toList();
  }
}
