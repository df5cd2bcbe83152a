package dev.headwater.vision.image.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;

/** What the first bytes of a file say it is: the formats we read, and those worth naming. */
public enum PictureFormat {
  JPEG("a JPEG picture", "jpeg"),
  PNG("a PNG picture", "png"),
  GIF("a GIF picture", "gif"),
  BMP("a BMP picture", "bmp"),
  HEIC("a HEIC picture, as phones make them"),
  AVIF("an AVIF picture"),
  WEBP("a WebP picture"),
  TIFF("a TIFF picture"),
  JPEG_2000("a JPEG 2000 picture"),
  JPEG_XL("a JPEG XL picture"),
  PHOTOSHOP("a Photoshop file"),
  ICON("an icon file"),
  SVG("an SVG drawing"),
  VIDEO("a video"),
  PDF("a PDF document"),
  ZIP("a zip file"),
  GZIP("a gzip file"),
  HTML("an HTML page"),
  TEXT("a text file"),
  UNKNOWN("not a picture of a known kind");

  private final String words;
  private final String imageIoName;

  PictureFormat(String words) {
    this(words, "");
  }

  PictureFormat(String words, String imageIoName) {
    this.words = words;
    this.imageIoName = imageIoName;
  }

  /** For messages, after the file's name. */
  public String words() {
    return words;
  }

  /** ImageIO's name, empty where we do not read the format. */
  public String imageIoName() {
    return imageIoName;
  }

  /** Whether pictures of this kind are decoded. */
  public boolean isRead() {
    return !imageIoName.isEmpty();
  }

  /** Looks at the magic number; text is recognised by having no control characters. */
  public static PictureFormat of(byte[] bytes) {
    String head = new String(bytes, 0, Math.min(bytes.length, 512), ISO_8859_1);
    if (head.startsWith("\u00ff\u00d8\u00ff")) {
      return JPEG;
    } else if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
      return PNG;
    } else if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
      return GIF;
    } else if (head.startsWith("BM") && hasBmpHeader(head)) {
      return BMP;
    } else if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
      return WEBP;
    } else if (head.startsWith("ftyp", 4)) {
      return ofBrand(head.substring(8, Math.min(12, head.length())));
    } else if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
      return TIFF;
    } else if (head.startsWith("\0\0\0\fjP  ") || head.startsWith("\u00ffO\u00ffQ")) {
      return JPEG_2000;
    } else if (head.startsWith("\0\0\0\fJXL ") || head.startsWith("\u00ff\n")) {
      return JPEG_XL;
    } else if (head.startsWith("8BPS")) {
      return PHOTOSHOP;
    } else if (head.startsWith("\0\0\1\0")) {
      return ICON;
    } else if (head.startsWith("%PDF")) {
      return PDF;
    } else if (head.startsWith("PK\3\4") || head.startsWith("PK\5\6")) {
      return ZIP;
    } else if (head.startsWith("\u001f\u008b")) {
      return GZIP;
    }
    return ofText(head);
  }

  /** "BM" alone could begin a text: the size of the second header is one of a few numbers. */
  private static boolean hasBmpHeader(String head) {
    return head.length() > 17
        && head.charAt(14) >= 12
        && head.charAt(14) <= 124
        && head.charAt(15) == 0
        && head.charAt(16) == 0;
  }

  private static PictureFormat ofBrand(String brand) {
    return switch (brand) {
      case "heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1" -> HEIC;
      case "avif", "avis" -> AVIF;
      default -> VIDEO;
    };
  }

  private static PictureFormat ofText(String head) {
    for (int i = 0; i < head.length(); i++) {
      char c = head.charAt(i);
      if (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') {
        return UNKNOWN;
      }
    }
    String start = head.replace("\u00ef\u00bb\u00bf", "").stripLeading().toLowerCase(Locale.ROOT);
    if (start.contains("<svg")) {
      return SVG;
    }
    boolean html = start.startsWith("<!doctype html") || start.startsWith("<html");
    return html ? HTML : TEXT;
  }
}
