package dev.headwater.secagg.messages;

import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.ShareBox;
import java.util.Map;

/**
 * Server to client, after step 2: the boxes that neighbours encrypted for the recipient. A client
 * that is not in it did not share and takes no further part.
 *
 * @param recipient the recipient's name
 * @param boxes boxes by sender, see {@link Shares}
 */
public record Inbox(String runId, int round, String recipient, Map<String, Bytes> boxes)
    implements Message {
  /** Copies the map; refuses boxes of another length. */
  public Inbox {
    Checks.header(runId, round);
    Checks.name("recipient", recipient);
    boxes = Map.copyOf(boxes);
    boxes.values().forEach(box -> Checks.size("sealed share", box, ShareBox.SEALED_BYTES));
  }

  @Override
  public int payloadBytes() {
    return Checks.headerBytes(this)
        + Checks.utf8(recipient)
        + Checks.utf8(boxes.keySet())
        + ShareBox.SEALED_BYTES * boxes.size();
  }
}
