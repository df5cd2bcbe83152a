package dev.headwater.spark.executors;

import com.google.protobuf.ByteString;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.proto.codec.ContributionAssembly;
import dev.headwater.proto.codec.SubmissionCodec;
import dev.headwater.v1.Submission;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One client's contribution in the bytes in which nodes submit it. */
public final class Updates {
  private Updates() {}

  static byte[] encode(Contribution contribution, SumSchema schema) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      for (Submission message :
          SubmissionCodec.encode(contribution, schema, "", ByteString.EMPTY)) {
        message.writeDelimitedTo(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array has room
    }
    return bytes.toByteArray();
  }

  /**
   * The contribution in {@code update}.
   *
   * @param schema what the round sums
   */
  public static Contribution decode(byte[] update, SumSchema schema) {
    ByteArrayInputStream bytes = new ByteArrayInputStream(update);
    try {
      Submission last = Submission.parseDelimitedFrom(bytes);
      ContributionAssembly assembly = new ContributionAssembly(last, schema);
      assembly.add(last);
      while (!assembly.complete()) {
        last = Submission.parseDelimitedFrom(bytes);
        assembly.add(last);
      }
      return assembly.finish(last);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
