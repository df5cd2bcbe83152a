package dev.headwater.proto.signing;

import com.google.protobuf.MessageLite;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.Submission;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The bytes that are signed. A word in front says what they are, so that a signature of one kind
 * counts for no other. Both implementations of the contract write messages alike, which the golden
 * vectors check.
 */
final class Statement {
  private Statement() {}

  static byte[] of(JoinRequest request) {
    return bytes("headwater.v1 join", request.toBuilder().clearSignature().build());
  }

  static byte[] of(Submission message) {
    Submission.Builder all = message.toBuilder().clearSession().clearSignature();
    if (message.hasContribution()) {
      all.getContributionBuilder().clearPart().clearVector();
    } else if (message.hasMaskedInput()) {
      all.getMaskedInputBuilder().clearPart();
    }
    return bytes("headwater.v1 submission", all.build());
  }

  private static byte[] bytes(String what, MessageLite message) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(what.getBytes(StandardCharsets.US_ASCII));
    out.write(0);
    out.writeBytes(message.toByteArray());
    return out.toByteArray();
  }
}
