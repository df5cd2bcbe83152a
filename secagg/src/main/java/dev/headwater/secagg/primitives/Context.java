package dev.headwater.secagg.primitives;

import dev.headwater.learning.parameters.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/**
 * The context that every key, box and signature of a round is bound to. Encodings are injective:
 * each part follows its length as 16 bits, big-endian, so no two lists of parts have the same
 * bytes.
 *
 * @param setupDigest SHA-256 of the setup, including run and round
 */
public record Context(Bytes setupDigest) {
  private static final String PROTOCOL = "headwater-secagg-v2";

  /** The context of a setup given as its fields. */
  public static Context of(String runId, int round, String task, int... numbers) {
    Encoder encoder =
        new Encoder().text(PROTOCOL).text("setup").text(runId).number(round).text(task);
    for (int number : numbers) {
      encoder.number(number);
    }
    return new Context(Bytes.owning(encoder.sha256()));
  }

  /** HKDF info, or additional data of a box: protocol, purpose, setup, names. */
  public byte[] info(String purpose, String... names) {
    Encoder encoder = start(purpose);
    for (String name : names) {
      encoder.text(name);
    }
    return encoder.bytes();
  }

  /** A message to sign or hash: protocol, purpose, setup, name, parts. */
  public byte[] message(String purpose, String name, Bytes... parts) {
    Encoder encoder = start(purpose).text(name);
    for (Bytes part : parts) {
      encoder.part(part.toByteArray());
    }
    return encoder.bytes();
  }

  /** SHA-256 of {@link #info} over two lists, each preceded by its length. */
  public Bytes digest(String purpose, Iterable<String> first, Iterable<String> second) {
    Encoder encoder = start(purpose);
    for (Iterable<String> list : List.of(first, second)) {
      Encoder inner = new Encoder();
      list.forEach(inner::text);
      encoder.part(inner.sha256());
    }
    return Bytes.owning(encoder.sha256());
  }

  private Encoder start(String purpose) {
    return new Encoder().text(PROTOCOL).text(purpose).part(setupDigest.toByteArray());
  }

  private static final class Encoder {
    private byte[] out = new byte[256];
    private int size;

    Encoder part(byte[] part) {
      if (part.length > 0xFFFF) {
        throw new IllegalArgumentException(
            "part: %d bytes (expected: at most 65535)".formatted(part.length));
      }
      if (out.length < size + 2 + part.length) {
        out = Arrays.copyOf(out, 2 * (size + 2 + part.length));
      }
      out[size++] = (byte) (part.length >>> 8);
      out[size++] = (byte) part.length;
      System.arraycopy(part, 0, out, size, part.length);
      size += part.length;
      return this;
    }

    Encoder text(String text) {
      return part(text.getBytes(StandardCharsets.UTF_8));
    }

    Encoder number(int number) {
      return part(
          new byte[] {
            (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
          });
    }

    byte[] bytes() {
      return Arrays.copyOf(out, size);
    }

    byte[] sha256() {
      MessageDigest digest = Sha256.digest();
      return digest.digest(bytes());
    }
  }
}
