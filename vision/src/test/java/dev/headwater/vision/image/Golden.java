package dev.headwater.vision.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** The files that vision/src/test/golden/preprocess.py writes. */
final class Golden {
  private Golden() {}

  static byte[] bytes(String file) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/preprocess/" + file)) {
      return Objects.requireNonNull(in, file).readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(file, e);
    }
  }

  static List<String[]> rows(String file) {
    return new String(bytes(file), UTF_8).lines().map(line -> line.split(",", -1)).toList();
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
