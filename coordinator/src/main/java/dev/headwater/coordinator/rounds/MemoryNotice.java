package dev.headwater.coordinator.rounds;

import dev.headwater.coordinator.members.Member;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.proto.codec.WorkCodec;
import dev.headwater.v1.Assignment;
import java.util.ArrayList;
import java.util.List;

/** Tells a client that keeps memory from which round it continues, before the shared work. */
final class MemoryNotice {
  private MemoryNotice() {}

  /** {@code messages} unchanged, or preceded by the client's own notice. */
  static List<Assignment> before(List<Assignment> messages, RoundTask task, Member member) {
    if (!task.train().work().keepsMemory()) {
      return messages;
    }
    List<Assignment> own = new ArrayList<>();
    own.add(WorkCodec.memory(task.memoryOf(member.name())));
    own.addAll(messages);
    return List.copyOf(own);
  }
}
