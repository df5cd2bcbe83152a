package dev.headwater.secagg.primitives;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes what web/test/secagg compares itself with, byte for byte: everything of a masked round
 * that follows from given secrets. Run {@code main} to write it again.
 */
final class GoldenWeb {
  static final Path FILE = Path.of("src/test/resources/golden/web/secagg.json");
  private static final HexFormat HEX = HexFormat.of();
  private static final String[] NAMES = {"client-001", "browser-Zoë", "電話"};

  private GoldenWeb() {}

  public static void main(String[] args) throws Exception {
    Files.createDirectories(FILE.getParent());
    Files.writeString(FILE, json());
  }

  static String json() throws GeneralSecurityException, IOException {
    Context context = Context.of("run-ü", 7, "täsk", 64, 12_817, 30, 8, 6, 15);
    SplittableRandom random = new SplittableRandom(20_261_125);
    byte[] mine = bytes(random, 32);
    byte[] theirs = bytes(random, 32);
    byte[] seed = bytes(random, 32);
    RoundKey one = new RoundKey(mine);
    RoundKey other = new RoundKey(theirs);
    byte[] agreed = one.agree(other.publicKey());
    byte[] info = context.info("share", NAMES[0], NAMES[1]);
    byte[] boxKey = RoundKey.derive(agreed, info);
    return """
        {
        "setupDigest": "%s",
        "info": "%s",
        "commitment": "%s",
        "survivors": "%s",
        "mySecret": "%s", "myPublic": "%s", "theirSecret": "%s", "theirPublic": "%s", "agreed": "%s",
        "boxKey": "%s", "nonce": "%s", "box": "%s",
        "seed": "%s", "selfKey": "%s",
        "masks32": "%s",
        "masks64": "%s",
        "coefficients": "%s",
        "shares": [%s]
        }
        """
        .formatted(
            HEX.formatHex(context.setupDigest().toByteArray()),
            HEX.formatHex(info),
            HEX.formatHex(
                dev.headwater.learning.parameters.Sha256.digest()
                    .digest(context.message("commitment", NAMES[2], Bytes.copyOf(seed)))),
            HEX.formatHex(
                context
                    .digest("survivors", List.of(NAMES[1], NAMES[0]), List.of(NAMES[2]))
                    .toByteArray()),
            HEX.formatHex(mine),
            HEX.formatHex(one.publicKey().toByteArray()),
            HEX.formatHex(theirs),
            HEX.formatHex(other.publicKey().toByteArray()),
            HEX.formatHex(agreed),
            HEX.formatHex(boxKey),
            HEX.formatHex(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}),
            HEX.formatHex(box(boxKey, info)),
            HEX.formatHex(seed),
            HEX.formatHex(RoundKey.derive(seed, context.info("self", NAMES[2]))),
            masks(seed, 32),
            masks(seed, 64),
            HEX.formatHex(coefficients()),
            shares());
  }

  /** A box sealed by the JDK under a nonce that is given, which {@link ShareBox} never does. */
  private static byte[] box(byte[] key, byte[] info) throws GeneralSecurityException {
    byte[] nonce = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    cipher.updateAAD(info);
    byte[] text = new byte[65];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) (3 * i + 5); // x = 5, then the shares
    }
    byte[] sealed = new byte[12 + 65 + 16];
    System.arraycopy(nonce, 0, sealed, 0, 12);
    cipher.doFinal(text, 0, text.length, sealed, 12);
    ShareBox.open(key, info, Bytes.copyOf(sealed)); // fails if this is no box
    return sealed;
  }

  private static String masks(byte[] key, int ringBits) {
    long[] elements = new long[40];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = -5L * i;
    }
    MaskExpansion masks = new MaskExpansion(ringBits);
    masks.add(key, elements);
    masks.subtract("an entirely different key 012345".getBytes(StandardCharsets.UTF_8), elements);
    return HEX.formatHex(Ring.encode(elements, ringBits).toByteArray());
  }

  /** Of degree 0 (the secret) to 4, 32 bytes each. */
  private static byte[] coefficients() {
    return bytes(new SplittableRandom(8), 5 * Share.BYTES);
  }

  /** Each share is found as the one that opens the secret with four others. */
  private static String shares() {
    byte[] coefficients = coefficients();
    List<String> shares = new ArrayList<>();
    for (int x = 1; x <= 9; x++) {
      byte[] value = new byte[Share.BYTES];
      for (int i = 0; i < Share.BYTES; i++) {
        int y = 0;
        for (int degree = 4; degree >= 0; degree--) {
          y = Shamir.product(y, x) ^ Byte.toUnsignedInt(coefficients[degree * Share.BYTES + i]);
        }
        value[i] = (byte) y;
      }
      shares.add("\"" + HEX.formatHex(value) + "\"");
    }
    return shares.stream().collect(Collectors.joining(", "));
  }

  private static byte[] bytes(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
