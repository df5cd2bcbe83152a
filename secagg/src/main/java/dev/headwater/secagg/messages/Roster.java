package dev.headwater.secagg.messages;

import java.util.List;

/**
 * Server to client, after step 1: the keys of the recipient's neighbours and its own. The position
 * in the list, counted from 1, is the x-coordinate of that member's share of the recipient's
 * secrets.
 *
 * @param recipient the recipient's name
 * @param members the recipient and its neighbours, at most 255
 */
public record Roster(String runId, int round, String recipient, List<Advertisement> members)
    implements Message {
  /** Copies the list; refuses more members than GF(256) has x-coordinates. */
  public Roster {
    Checks.header(runId, round);
    Checks.name("recipient", recipient);
    members = List.copyOf(members);
    if (members.size() > 255) {
      throw new IllegalArgumentException(
          "roster: " + members.size() + " members (expected: at most 255)");
    }
  }

  @Override
  public int payloadBytes() {
    return Checks.headerBytes(this)
        + Checks.utf8(recipient)
        + members.stream()
            .mapToInt(m -> m.payloadBytes() - Checks.headerBytes(m)) // the header is sent once
            .sum();
  }
}
