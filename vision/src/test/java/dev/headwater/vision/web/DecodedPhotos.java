package dev.headwater.vision.web;

import dev.headwater.vision.image.ImageDecoder;
import dev.headwater.vision.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Decodes the JPEG files of a folder with {@link ImageDecoder} and writes each as {@code
 * NAME.WIDTHxHEIGHT.rgb} into another, for {@code web/e2e/canvas.spec.ts} to hold a browser's
 * canvas against. Arguments: the two folders.
 */
final class DecodedPhotos {
  private DecodedPhotos() {}

  public static void main(String[] args) throws IOException {
    Path into = Files.createDirectories(Path.of(args[1]));
    List<Path> photos;
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      photos = files.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
    }
    for (Path photo : photos) {
      String name = String.valueOf(photo.getFileName());
      RgbImage image = ImageDecoder.decode(Files.readAllBytes(photo), name);
      Files.write(
          into.resolve("%s.%dx%d.rgb".formatted(name, image.width(), image.height())), image.rgb());
    }
  }
}
