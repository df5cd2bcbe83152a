package dev.headwater.files.sealed;

import dev.headwater.files.Safetensors;
import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A safetensors file that holds a SHA-256 of everything that can be read from it: every tensor with
 * its name, shape and values, and all other metadata. A disk that gives back other bits would
 * otherwise change a run's result, and nobody would notice.
 */
public final class SealedTensors {
  /** The metadata's key of the digest, 64 hex digits. */
  public static final String DIGEST = "digest";

  private SealedTensors() {}

  /**
   * Writes the file atomically, with its digest.
   *
   * @throws IOException if it cannot be written; the file of before then remains
   */
  public static void write(Path file, Collection<Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    SortedMap<String, Tensor> sorted = new TreeMap<>();
    tensors.forEach(tensor -> sorted.put(tensor.name(), tensor));
    Map<String, String> sealed = new HashMap<>(metadata);
    sealed.put(DIGEST, digest(new TreeMap<>(metadata), sorted));
    SafetensorsWriter.write(file, tensors, sealed);
  }

  /** Whether the file has a digest, right or wrong: those of earlier versions have none. */
  public static boolean hasDigest(Safetensors file) {
    return file.metadata().containsKey(DIGEST);
  }

  /**
   * Whether the file has the digest of what it holds.
   *
   * @throws dev.headwater.files.UserDataException if a tensor is not of float32
   */
  public static boolean isIntact(Safetensors file) {
    SortedMap<String, String> metadata = new TreeMap<>(file.metadata());
    String said = metadata.remove(DIGEST);
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    file.names().forEach(name -> tensors.put(name, file.tensor(name)));
    return digest(metadata, tensors).equals(said);
  }

  /** Lengths stand in front of texts and values, so that none can pass for a part of another. */
  private static String digest(
      SortedMap<String, String> metadata, SortedMap<String, Tensor> tensors) {
    MessageDigest sha = sha256();
    number(sha, metadata.size());
    metadata.forEach(
        (key, value) -> {
          text(sha, key);
          text(sha, value);
        });
    tensors.forEach(
        (name, tensor) -> {
          text(sha, name);
          number(sha, tensor.shape().size());
          tensor.shape().forEach(extent -> number(sha, extent));
          values(sha, tensor.values());
        });
    return HexFormat.of().formatHex(sha.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(
          "this Java runtime has no SHA-256, which every Java runtime must have", e);
    }
  }

  private static void text(MessageDigest sha, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(sha, bytes.length);
    sha.update(bytes);
  }

  private static void number(MessageDigest sha, int number) {
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
  }

  private static void values(MessageDigest sha, float[] values) {
    number(sha, values.length);
    int chunk = Math.min(1 << 14, values.length);
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * chunk).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += chunk) {
      int count = Math.min(chunk, values.length - from);
      bytes.clear().asFloatBuffer().put(values, from, count);
      sha.update(bytes.array(), 0, Float.BYTES * count);
    }
  }
}
