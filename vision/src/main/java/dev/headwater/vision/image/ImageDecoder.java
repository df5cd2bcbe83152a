package dev.headwater.vision.image;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.image.format.PictureFormat;
import dev.headwater.vision.image.format.Structure;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.jspecify.annotations.Nullable;

/**
 * A file's bytes to an upright RGB picture: JPEG (RGB and grey), PNG, the first frame of a GIF,
 * BMP. The pixels are those of Pillow's {@code
 * ImageOps.exif_transpose(Image.open(f)).convert("RGB")}; only 16-bit grey PNG differs, which keeps
 * its high byte here and is clipped to white there. Faults that change no pixel are forgiven as
 * libjpeg and libpng forgive them; what lacks a part of its picture is refused. Safe for concurrent
 * use.
 */
public final class ImageDecoder {
  /** Pictures above this many pixels are refused before any of them is decoded. */
  public static final long MAX_PIXELS = 100_000_000;

  /** Neither side may be longer. */
  public static final int MAX_SIDE = 30_000;

  private static final int MAX_COMPONENTS = 3;

  /**
   * Names what decides about a decoded picture's pixels besides its bytes: this package's code (the
   * first number, raised when a pixel changes) and the Java runtime, whose JPEG decoders differ
   * from vendor to vendor and may change with an update. Fit for a file's name.
   */
  public static final String VERSION =
      "decoder-2-"
          + (System.getProperty("java.vendor") + "-" + System.getProperty("java.runtime.version"))
              .replaceAll("[^A-Za-z0-9.+-]", "_");

  static {
    // Our bytes are in memory; ImageIO must not put them into temporary files.
    ImageIO.setUseCache(false);
  }

  private ImageDecoder() {}

  /**
   * Decodes a picture and turns it upright.
   *
   * @param name names the picture in messages
   * @throws UserDataException if the bytes are empty, of another kind, too large a picture,
   *     truncated or damaged
   */
  public static RgbImage decode(byte[] bytes, String name) {
    if (bytes.length == 0) {
      throw new UserDataException(name + ": an empty file (expected: a picture)");
    }
    PictureFormat format = PictureFormat.of(bytes);
    if (!format.isRead()) {
      throw new UserDataException(
          "%s: %s (expected: JPEG, PNG, GIF or BMP; convert it, or take it out of the folder)"
              .formatted(name, format.words()));
    }
    Structure structure = Structure.of(format, bytes);
    if (structure.components() > MAX_COMPONENTS) {
      throw new UserDataException(
          "%s: a JPEG in CMYK or YCCK colours (expected: RGB or grey; save it again as RGB)"
              .formatted(name));
    }
    RgbImage stored = read(name, format, structure);
    return Orientation.upright(stored, Orientation.read(structure.exif()));
  }

  /** What these first bytes of a file look like, in words: "a JPEG picture", "a text file". */
  public static String kindOf(byte[] head) {
    return PictureFormat.of(head).words();
  }

  private static RgbImage read(String name, PictureFormat format, Structure structure) {
    ImageReader reader = reader(format);
    Complaints complaints = new Complaints();
    try (ByteArrayStream stream = new ByteArrayStream(structure.pixels())) {
      reader.setInput(stream, true, true);
      checkSize(reader.getWidth(0), reader.getHeight(0), name);
      if (!structure.complete()) {
        throw truncated(name, null);
      }
      if (!structure.intact()) {
        throw damaged(name, "a checksum is not that of the data");
      }
      reader.addIIOReadWarningListener(complaints);
      RgbImage image = Pixels.toRgb(reader.read(0));
      complaints.check(name, structure);
      return image;
    } catch (EOFException e) {
      throw truncated(name, e);
    } catch (IOException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | NegativeArraySizeException
        | IllegalStateException
        | NullPointerException e) {
      // ImageIO's readers meet damaged files with any of these.
      if (!structure.complete() || complaints.noEnd || e.getCause() instanceof EOFException) {
        throw truncated(name, e);
      }
      throw new UserDataException(
          "%s: %s, but damaged or of a rare kind (expected: a complete 8-bit RGB or grey picture; save it again)"
              .formatted(name, format.words()),
          e);
    } finally {
      reader.dispose();
    }
  }

  /**
   * Java's own reader: plugins of other people on the class path register themselves, often in
   * front of it, and give other pixels.
   */
  private static ImageReader reader(PictureFormat format) {
    Iterator<ImageReaderSpi> own =
        IIORegistry.getDefaultInstance()
            .getServiceProviders(ImageReaderSpi.class, spi -> isOwn(spi, format), true);
    if (!own.hasNext()) {
      throw new IllegalStateException(
          "Java runtime: no reader for %s (expected: a full one, with the java.desktop module)"
              .formatted(format.words()));
    }
    try {
      return own.next().createReaderInstance();
    } catch (IOException e) {
      throw new IllegalStateException(
          "Java runtime: its reader for %s does not start".formatted(format.words()), e);
    }
  }

  private static boolean isOwn(Object spi, PictureFormat format) {
    return spi.getClass().getModule() == ImageIO.class.getModule()
        && spi instanceof ImageReaderSpi reader
        && Arrays.asList(reader.getFormatNames()).contains(format.imageIoName());
  }

  private static void checkSize(int width, int height, String name) {
    if (width < 1 || height < 1) {
      throw new UserDataException(
          "%s: %d x %d pixels (expected: at least 1 x 1)".formatted(name, width, height));
    }
    if (width > MAX_SIDE || height > MAX_SIDE || (long) width * height > MAX_PIXELS) {
      throw new UserDataException(
          String.format(
              Locale.ROOT,
              "%s: %d x %d pixels (expected: sides up to %d and up to %d megapixels; scale it down)",
              name,
              width,
              height,
              MAX_SIDE,
              MAX_PIXELS / 1_000_000));
    }
  }

  private static UserDataException truncated(String name, @Nullable Exception cause) {
    String message =
        name
            + ": the file ends in the middle of the picture (expected: a whole file; copy it again)";
    return cause == null ? new UserDataException(message) : new UserDataException(message, cause);
  }

  private static UserDataException damaged(String name, String what) {
    return new UserDataException(
        "%s: damaged, %s (expected: an intact picture; copy it again)".formatted(name, what));
  }

  /** ImageIO fills what a broken JPEG lacks with grey and only warns. */
  private static final class Complaints implements IIOReadWarningListener {
    private @Nullable String first;
    private boolean noEnd;
    private boolean bytesBetween;

    @Override
    public void warningOccurred(ImageReader source, String warning) {
      if (warning.contains("Missing EOI")) {
        noEnd = true;
      } else if (warning.contains("extraneous bytes")) {
        bytesBetween = true;
      } else if (first == null) {
        first = warning;
      }
    }

    void check(String name, Structure structure) {
      String complaint = first;
      if (complaint != null && (noEnd || complaint.contains("remature end"))) {
        throw truncated(name, null);
      }
      if (complaint != null) {
        throw damaged(name, complaint);
      }
      // libjpeg tells the first complaint alone: after one of bytes in between we do not know
      // whether the data was enough.
      if (noEnd && (bytesBetween || !structure.hasAllScans())) {
        throw truncated(name, null);
      }
    }
  }
}
