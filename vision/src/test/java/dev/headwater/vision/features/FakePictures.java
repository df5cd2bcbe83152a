package dev.headwater.vision.features;

import dev.headwater.vision.data.Picture;
import dev.headwater.vision.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Pictures whose bytes are their number, and whose first pixel is that number. */
final class FakePictures {
  static final List<String> LABELS = List.of("even", "odd");

  /** Fills the input with the number that the picture carries. */
  static final Preprocess PREPROCESS =
      (image, into) -> {
        float number = ByteBuffer.wrap(image.rgb()).getInt();
        while (into.hasRemaining()) {
          into.put(number);
        }
      };

  private FakePictures() {}

  static List<Picture> numbered(int from, int to) {
    List<Picture> pictures = new ArrayList<>();
    for (int i = from; i < to; i++) {
      pictures.add(numbered(i));
    }
    return pictures;
  }

  static Picture numbered(int number) {
    return picture(number, () -> ByteBuffer.allocate(4).putInt(number).array());
  }

  /** Where the bytes of a picture come from. */
  interface Bytes {
    byte[] read() throws IOException;
  }

  static Picture picture(int number, Bytes bytes) {
    return new Picture(
        "set/" + number,
        LABELS.get(number % 2),
        null,
        new Picture.Content() {
          @Override
          public byte[] bytes() throws IOException {
            return bytes.read();
          }

          @Override
          public RgbImage decode(byte[] content) {
            byte[] rgb = new byte[6];
            System.arraycopy(content, 0, rgb, 0, 4);
            return new RgbImage(2, 1, rgb);
          }
        });
  }
}
