package dev.headwater.coordinator.rounds;

import com.google.protobuf.ByteString;
import dev.headwater.coordinator.members.Member;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.proto.codec.RunCodec;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.Finished;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients are sent at the end of a run: all of them its last sentence and the digest of its
 * final head, those that want it the head itself before that. Made once; all streams share it.
 */
final class Ending {
  private final String summary;
  private final List<Assignment> head;
  private final Assignment finished;

  /**
   * The end of a run.
   *
   * @param learned the final head, null if no round gave a sum
   */
  Ending(String summary, @Nullable Parameters learned) {
    this.summary = summary;
    this.head = learned == null ? List.of() : RunCodec.encodeFinalHead(learned);
    Finished.Builder message = Finished.newBuilder().setSummary(summary);
    if (learned != null) {
      message.setHeadDigest(ByteString.copyFrom(HexFormat.of().parseHex(learned.digest())));
    }
    this.finished = Assignment.newBuilder().setFinished(message).build();
  }

  String summary() {
    return summary;
  }

  void send(Member member) {
    member.outbox().finish(member.wantsHead() ? head : List.of(), finished);
  }
}
