package dev.headwater.proto.codec;

import dev.headwater.learning.tasks.Receipt;
import org.jspecify.annotations.Nullable;

/** {@link Receipt} on the wire. */
public final class ReceiptCodec {
  /** The answer to every part except the one that completes the vector. */
  public static final dev.headwater.v1.Receipt PART_RECEIVED =
      dev.headwater.v1.Receipt.newBuilder()
          .setStatus(dev.headwater.v1.Receipt.Status.PART_RECEIVED)
          .build();

  private ReceiptCodec() {}

  /** As a message. */
  public static dev.headwater.v1.Receipt encode(Receipt receipt) {
    var message = dev.headwater.v1.Receipt.newBuilder();
    if (receipt instanceof Receipt.Refused refused) {
      return message
          .setStatus(dev.headwater.v1.Receipt.Status.REFUSED)
          .setReason(refused.reason())
          .build();
    }
    if (receipt instanceof Receipt.Duplicate) {
      return message.setStatus(dev.headwater.v1.Receipt.Status.DUPLICATE).build();
    }
    if (receipt instanceof Receipt.Late) {
      return message.setStatus(dev.headwater.v1.Receipt.Status.LATE).build();
    }
    return message.setStatus(dev.headwater.v1.Receipt.Status.ACCEPTED).build();
  }

  /**
   * As a value; null for a part that was kept.
   *
   * @throws IllegalArgumentException if this version does not know the status
   */
  public static @Nullable Receipt decode(dev.headwater.v1.Receipt message) {
    return switch (message.getStatus()) {
      case ACCEPTED -> new Receipt.Accepted();
      case DUPLICATE -> new Receipt.Duplicate();
      case LATE -> new Receipt.Late();
      case REFUSED -> new Receipt.Refused(message.getReason());
      case PART_RECEIVED -> null;
      case STATUS_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "receipt: status %d (expected: one that this version knows; use the coordinator's version)"
                  .formatted(message.getStatusValue()));
    };
  }
}
