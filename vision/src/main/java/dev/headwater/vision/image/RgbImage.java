package dev.headwater.vision.image;

/**
 * A decoded picture: 8-bit RGB, row-major, interleaved.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param rgb {@code 3 * width * height} bytes, owned by this image: neither side writes to it after
 *     construction
 * @param nearlyBlack whether it was stored as 16-bit grey, and no value is an eighth of the range
 *     or more: probably 12 bits or fewer in 16
 */
@SuppressWarnings("ArrayRecordComponent") // pixels are handed over, never compared
public record RgbImage(int width, int height, byte[] rgb, boolean nearlyBlack) {

  /** A picture that is not remarkable. */
  public RgbImage(int width, int height, byte[] rgb) {
    this(width, height, rgb, false);
  }

  /** Refuses an array whose length is not {@code 3 * width * height}. */
  public RgbImage {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "image: %d x %d with %d bytes (expected: at least 1 x 1, and 3 bytes a pixel)"
              .formatted(width, height, rgb.length));
    }
  }
}
