package dev.headwater.coordinator.rounds;

import dev.headwater.coordinator.members.Member;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.proto.codec.WorkCodec;
import dev.headwater.v1.Assignment;
import java.util.ArrayList;
import java.util.List;

/** Tells a client that keeps memory from which round it continues, before the shared work. */
final class MemoryNotice {
  private MemoryNotice() {}

  /** {@code messages} of a round's training, preceded by the client's own notice if needed. */
  static List<Assignment> before(List<Assignment> messages, RoundTask task, Member member) {
    if (!task.train().keepsMemory()) {
      return messages;
    }
    return noticed(task.memoryOf(member.name()), messages);
  }

  /** {@code messages} of a round's scores, preceded by the client's own notice if needed. */
  static List<Assignment> before(List<Assignment> messages, ScoringTask task, Member member) {
    return task.personal() ? noticed(task.memoryOf(member.name()), messages) : messages;
  }

  private static List<Assignment> noticed(int round, List<Assignment> messages) {
    List<Assignment> own = new ArrayList<>();
    own.add(WorkCodec.memory(round));
    own.addAll(messages);
    return List.copyOf(own);
  }
}
