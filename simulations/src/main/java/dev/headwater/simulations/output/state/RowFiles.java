package dev.headwater.simulations.output.state;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.files.disk.Disk;
import dev.headwater.learning.banded.BandedRow;
import dev.headwater.learning.banded.BandedRows;
import dev.headwater.learning.parameters.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of banded noise in a run folder, one file a round in {@code secret-rows}. Beside the
 * published models they reveal the clients' exact sums: only the owner can read them, and a row
 * that no later round needs is deleted. A row is on disk when {@link #keep} returns.
 *
 * <p>A file is, in big-endian order: 8 bytes {@code HWROW 2\n}, the round, the fraction bits and
 * the number d of values as int32, d sums and d releases as int64; of the answers num_examples as
 * int64, their number as int32, and each client's name as an int32 length and UTF-8; and the
 * SHA-256 of all of it. Earlier versions wrote {@code HWROW 1\n}, without the answers.
 */
final class RowFiles implements BandedRows {
  /** Their folder in the run folder. */
  static final String FOLDER = "secret-rows";

  private static final byte[] MAGIC = "HWROW 2\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EARLIER = "HWROW 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD = MAGIC.length + 3 * Integer.BYTES;
  private static final int DIGEST = 32;
  private static final Pattern NAME = Pattern.compile("round-(\\d{6,10})\\.row");

  private final Path folder;

  RowFiles(Path runFolder) {
    this.folder = runFolder.resolve(FOLDER);
  }

  private Path file(int round) {
    return folder.resolve(String.format(Locale.ROOT, "round-%06d.row", round));
  }

  @Override
  public @Nullable BandedRow of(int round) {
    Path file = file(round);
    if (!Files.exists(file)) {
      return null;
    }
    try {
      BandedRow row = decode(Files.readAllBytes(file));
      if (row != null && row.round() == round) {
        return row;
      }
    } catch (IOException e) {
      throw new UserDataException(
          "rows: %s cannot be read: %s".formatted(file, FileTrouble.words(e)), e);
    }
    throw new UserDataException(
        "rows: %s is damaged (expected: the row of round %d as it was written; without it the run cannot go on)"
            .formatted(file, round));
  }

  @Override
  public void keep(BandedRow row, int oldest) {
    Path file = file(row.round());
    try {
      WholeFile.makeSecretFolder(folder);
      if (Files.exists(file)) {
        throw new IllegalStateException(
            "rows: %s is there (expected: none; the noise of a round is not drawn again)"
                .formatted(file));
      }
      WholeFile.writeSecret(file, encode(row));
      deleteBefore(oldest);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "rows: %s cannot be written: %s (expected: a disk with room; the round was not released)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
  }

  private void deleteBefore(int oldest) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.toList();
    }
    for (Path old : files) {
      Matcher name = NAME.matcher(old.getFileName().toString());
      if (name.matches() && Long.parseLong(name.group(1)) < oldest) {
        Disk.delete(old);
      }
    }
  }

  private static ByteBuffer encode(BandedRow row) {
    int values = row.sum().length;
    byte[] answers = answers(row.of());
    int body = HEAD + Math.multiplyExact(2 * Long.BYTES, values) + answers.length;
    ByteBuffer bytes = ByteBuffer.allocate(body + DIGEST).order(ByteOrder.BIG_ENDIAN);
    bytes.put(answers.length == 0 ? EARLIER : MAGIC);
    bytes.putInt(row.round()).putInt(row.fractionBits()).putInt(values);
    for (long unit : row.sum()) {
      bytes.putLong(unit);
    }
    for (long unit : row.released()) {
      bytes.putLong(unit);
    }
    bytes.put(answers);
    return bytes.put(digest(bytes.array(), body)).flip();
  }

  private static byte[] answers(BandedRow.@Nullable Answers of) {
    if (of == null) {
      return new byte[0];
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(of.numExamples());
      out.writeInt(of.contributors().size());
      for (String client : of.contributors()) {
        byte[] name = client.getBytes(StandardCharsets.UTF_8);
        out.writeInt(name.length);
        out.write(name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // in memory
    }
    return bytes.toByteArray();
  }

  /** The row in {@code bytes}; null if they are not one. */
  private static @Nullable BandedRow decode(byte[] bytes) {
    int body = bytes.length - DIGEST;
    byte[] magic = Arrays.copyOf(bytes, MAGIC.length);
    boolean earlier = Arrays.equals(EARLIER, magic);
    if (body < HEAD
        || !(earlier || Arrays.equals(MAGIC, magic))
        || !Arrays.equals(digest(bytes, body), Arrays.copyOfRange(bytes, body, bytes.length))) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN).position(MAGIC.length);
    int round = in.getInt();
    int fractionBits = in.getInt();
    int values = in.getInt();
    long vectors = HEAD + 2L * Long.BYTES * values;
    if (values < 0 || (earlier ? body != vectors : body < vectors)) {
      return null;
    }
    long[] sum = longs(in, values);
    long[] released = longs(in, values);
    return new BandedRow(round, fractionBits, sum, released, earlier ? null : answers(in));
  }

  private static BandedRow.Answers answers(ByteBuffer in) {
    long numExamples = in.getLong();
    SortedSet<String> contributors = new TreeSet<>();
    for (int left = in.getInt(); left > 0; left--) {
      byte[] name = new byte[in.getInt()];
      in.get(name);
      contributors.add(new String(name, StandardCharsets.UTF_8));
    }
    return new BandedRow.Answers(contributors, numExamples);
  }

  private static long[] longs(ByteBuffer in, int count) {
    long[] values = new long[count];
    for (int j = 0; j < count; j++) {
      values[j] = in.getLong();
    }
    return values;
  }

  private static byte[] digest(byte[] bytes, int length) {
    var digest = Sha256.digest();
    digest.update(bytes, 0, length);
    return digest.digest();
  }
}
