package dev.headwater.proto.signing;

import dev.headwater.learning.parameters.Sha256;
import dev.headwater.v1.Submission;

/** Names an answer: both sides compute it from what the client signed. */
public final class AnswerDigest {
  private AnswerDigest() {}

  /**
   * SHA-256 of run, round, client, weight, layouts and digests of the values, 64 hex digits; the
   * same for every part of an answer, whatever the session.
   */
  public static String of(Submission message) {
    return Sha256.hex(Statement.of(message));
  }
}
