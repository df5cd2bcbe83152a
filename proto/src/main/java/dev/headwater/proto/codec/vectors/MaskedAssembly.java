package dev.headwater.proto.codec.vectors;

import com.google.protobuf.ByteString;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.proto.Names;
import dev.headwater.proto.Protocol;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.messages.MaskedInput;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.v1.Part;
import dev.headwater.v1.Submission;
import java.util.BitSet;

/**
 * Assembles one client's masked input from its parts, in any order; a repeated part counts once.
 * Holds {@code setup.inputBytes()} from the first part on. Not thread-safe.
 */
public final class MaskedAssembly {
  private static final int DIGEST_BYTES = 32;

  private final SecAggSetup setup;
  private final String client;
  private final ByteString digest;
  private final int parts;
  private final BitSet received = new BitSet();
  private byte[] values = new byte[0];

  /**
   * An assembly for the input that {@code first} belongs to.
   *
   * @throws IllegalArgumentException if it announces nothing that could be an input
   */
  public MaskedAssembly(Submission first, SecAggSetup setup) {
    this.setup = setup;
    this.client = Names.requireClient(first.getClient());
    this.digest = first.getMaskedInput().getDigest();
    this.parts = Protocol.parts(setup.inputBytes());
    if (digest.size() != DIGEST_BYTES) {
      throw new IllegalArgumentException(
          "masked input: a digest of %d bytes (expected: %d)"
              .formatted(digest.size(), DIGEST_BYTES));
    }
  }

  /** The total size of the parts. */
  public ByteString digest() {
    return digest;
  }

  /** Adds one part; an error message names it. */
  public void add(Part part) {
    int index = part.getIndex();
    if (index < 0 || index >= parts) {
      throw new IllegalArgumentException(
          "masked input: part %s (expected: 0 to %d)"
              .formatted(Integer.toUnsignedString(index), parts - 1));
    }
    int from = index * Protocol.PART_BYTES;
    int count = Math.min(setup.inputBytes() - from, Protocol.PART_BYTES);
    if (part.getData().size() != count) {
      throw new IllegalArgumentException(
          "masked input: part %d of %d bytes (expected: %d)"
              .formatted(index, part.getData().size(), count));
    }
    if (values.length == 0) {
      values = new byte[setup.inputBytes()];
    }
    if (!received.get(index)) {
      part.getData().copyTo(values, from);
      received.set(index);
    }
  }

  /** Whether all parts have arrived. */
  public boolean complete() {
    return received.cardinality() == parts;
  }

  /**
   * The input, whose ownership is transferred; call once, when complete.
   *
   * @throws IllegalArgumentException if it does not have the announced digest
   */
  public MaskedInput finish() {
    if (!complete()) {
      throw new IllegalStateException(
          "masked input: %d of %d parts are there".formatted(received.cardinality(), parts));
    }
    ByteString actual = ByteString.copyFrom(Sha256.digest().digest(values));
    if (!actual.equals(digest)) {
      throw new IllegalArgumentException(
          "masked input: digest %s (expected: %s, as announced; send it again)"
              .formatted(LayoutCodec.hex(actual), LayoutCodec.hex(digest)));
    }
    return new MaskedInput(setup.runId(), setup.round(), client, Bytes.owning(values));
  }
}
