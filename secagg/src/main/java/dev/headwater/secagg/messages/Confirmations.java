package dev.headwater.secagg.messages;

import java.util.List;

/**
 * Server to client, after step 4: the confirmations of the recipient's neighbourhood, including its
 * own.
 *
 * @param recipient the recipient's name
 */
public record Confirmations(
    String runId, int round, String recipient, List<Confirmation> confirmations)
    implements Message {
  /** Copies the list. */
  public Confirmations {
    Checks.header(runId, round);
    Checks.name("recipient", recipient);
    confirmations = List.copyOf(confirmations);
  }

  @Override
  public int payloadBytes() {
    return Checks.headerBytes(this)
        + Checks.utf8(recipient)
        + confirmations.stream().mapToInt(c -> c.payloadBytes() - Checks.headerBytes(c)).sum();
  }
}
