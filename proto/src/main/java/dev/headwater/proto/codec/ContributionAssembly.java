package dev.headwater.proto.codec;

import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.proto.Protocol;
import dev.headwater.proto.codec.vectors.VectorAssembly;
import dev.headwater.v1.Submission;
import dev.headwater.v1.VectorHeader;
import java.util.ArrayList;
import java.util.List;

/** Assembles one client's contribution from its parts, in any order. Not thread-safe. */
public final class ContributionAssembly {
  private final List<VectorHeader> headers;
  private final List<VectorAssembly> vectors = new ArrayList<>();

  /**
   * An assembly for the contribution that {@code first} belongs to.
   *
   * @param schema what the round sums
   * @throws IllegalArgumentException if it announces anything else
   */
  public ContributionAssembly(Submission first, SumSchema schema) {
    this.headers = first.getContribution().getVectorsList();
    if (headers.size() != schema.vectors().size()) {
      throw new IllegalArgumentException(
          "contribution: %d vectors (expected: %d)"
              .formatted(headers.size(), schema.vectors().size()));
    }
    for (int i = 0; i < headers.size(); i++) {
      vectors.add(new VectorAssembly(headers.get(i), schema.vectors().get(i)));
    }
  }

  /** Total bytes of the vectors of a contribution. */
  public static long bytes(SumSchema schema) {
    return schema.bytes();
  }

  /** Whether a contribution is sent in a single message. */
  public static boolean single(SumSchema schema) {
    return schema.vectors().size() == 1 && Protocol.parts(bytes(schema)) == 1;
  }

  /** Whether {@code message} belongs to the same contribution. */
  public boolean announces(Submission message) {
    return message.getContribution().getVectorsList().equals(headers);
  }

  /** Adds the part of one message; an error message names it. */
  public void add(Submission message) {
    int vector = message.getContribution().getVector();
    if (vector < 0 || vector >= vectors.size()) {
      throw new IllegalArgumentException(
          "vector: number %s (expected: 0 to %d)"
              .formatted(Integer.toUnsignedString(vector), vectors.size() - 1));
    }
    vectors.get(vector).add(message.getContribution().getPart());
  }

  /** Whether all parts have arrived. */
  public boolean complete() {
    return vectors.stream().allMatch(VectorAssembly::complete);
  }

  /**
   * The contribution completed by {@code message}; call once, when complete.
   *
   * @throws IllegalArgumentException if a vector does not have the announced digest
   */
  public Contribution finish(Submission message) {
    return SubmissionCodec.decode(message, vectors.stream().map(VectorAssembly::finish).toList());
  }
}
