package dev.headwater.proto.codec;

import com.google.protobuf.ByteString;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.proto.Names;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.messages.Advertisement;
import dev.headwater.secagg.messages.Confirmation;
import dev.headwater.secagg.messages.Confirmations;
import dev.headwater.secagg.messages.Inbox;
import dev.headwater.secagg.messages.Message;
import dev.headwater.secagg.messages.Roster;
import dev.headwater.secagg.messages.Survivors;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.KeyRoster;
import dev.headwater.v1.SealedShare;
import dev.headwater.v1.SecureAggregation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Secure aggregation from coordinator to client: the setup and the coordinator's four steps. */
public final class SecAggCodec {
  /** The number of x-coordinates of shares in GF(256). */
  static final int MAX_HOLDERS = 255;

  /** Names of a cohort must fit one message. */
  static final int MAX_COHORT = 100_000;

  private SecAggCodec() {}

  static SecureAggregation encode(SecAggSetup setup) {
    return SecureAggregation.newBuilder()
        .setRingBits(setup.ringBits())
        .setLength(setup.length())
        .setCohort(setup.cohort())
        .setNeighbours(setup.neighbours())
        .setThreshold(setup.threshold())
        .setMinSurvivors(setup.minSurvivors())
        .build();
  }

  /** Masks must fit the masked input: the grids' ring, and all vectors followed by the slots. */
  static SecAggSetup decode(SecureAggregation message, String runId, int round, SumSchema schema) {
    if (message.getRingBits() != schema.ringBits() || message.getLength() != schema.length()) {
      throw new IllegalArgumentException(
          "secure aggregation: %s elements of %s bits (expected: %d of %d, as the grid and the layout ask for)"
              .formatted(
                  Integer.toUnsignedString(message.getLength()),
                  Integer.toUnsignedString(message.getRingBits()),
                  schema.length(),
                  schema.ringBits()));
    }
    return new SecAggSetup(
        runId,
        round,
        message.getRingBits(),
        message.getLength(),
        message.getCohort(),
        message.getNeighbours(),
        message.getThreshold(),
        message.getMinSurvivors());
  }

  /** Step 1's answer. */
  public static Assignment encode(Roster roster) {
    var message = KeyRoster.newBuilder().setRound(roster.round()).setRecipient(roster.recipient());
    for (Advertisement member : roster.members()) {
      message.addMembers(
          KeyRoster.Member.newBuilder().setClient(member.client()).setKeys(keys(member)));
    }
    return Assignment.newBuilder().setRoster(message).build();
  }

  /** Step 2's answer. */
  public static Assignment encode(Inbox inbox) {
    return Assignment.newBuilder()
        .setInbox(
            dev.headwater.v1.Inbox.newBuilder()
                .setRound(inbox.round())
                .setRecipient(inbox.recipient())
                .addAllBoxes(boxes(inbox.boxes())))
        .build();
  }

  /** Step 3's answer: one message for everybody. */
  public static Assignment encode(Survivors survivors) {
    return Assignment.newBuilder()
        .setSurvivors(
            dev.headwater.v1.Survivors.newBuilder()
                .setRound(survivors.round())
                .addAllAlive(survivors.alive())
                .addAllDropped(survivors.dropped()))
        .build();
  }

  /** Step 4's answer. */
  public static Assignment encode(Confirmations confirmations) {
    var message =
        dev.headwater.v1.Confirmations.newBuilder()
            .setRound(confirmations.round())
            .setRecipient(confirmations.recipient());
    for (Confirmation one : confirmations.confirmations()) {
      message.addConfirmations(
          dev.headwater.v1.Confirmations.One.newBuilder()
              .setClient(one.client())
              .setConfirmation(confirmation(one)));
    }
    return Assignment.newBuilder().setConfirmations(message).build();
  }

  /**
   * The coordinator's step in {@code message}.
   *
   * @param runId the stream's
   * @throws IllegalArgumentException if it cannot be used, or is no step
   */
  public static Message decode(Assignment message, String runId) {
    return switch (message.getWorkCase()) {
      case ROSTER -> decode(message.getRoster(), runId);
      case INBOX -> {
        var inbox = message.getInbox();
        yield new Inbox(
            runId,
            WorkCodec.requireRound(inbox.getRound()),
            Names.requireClient(inbox.getRecipient()),
            boxes(inbox.getBoxesList()));
      }
      case SURVIVORS -> {
        var survivors = message.getSurvivors();
        yield new Survivors(
            runId,
            WorkCodec.requireRound(survivors.getRound()),
            names(survivors.getAliveList()),
            names(survivors.getDroppedList()));
      }
      case CONFIRMATIONS -> decode(message.getConfirmations(), runId);
      default ->
          throw new IllegalArgumentException(
              "assignment: %s (expected: a step of secure aggregation)"
                  .formatted(message.getWorkCase()));
    };
  }

  private static Roster decode(KeyRoster message, String runId) {
    requireCount("roster", message.getMembersCount(), MAX_HOLDERS);
    int round = WorkCodec.requireRound(message.getRound());
    return new Roster(
        runId,
        round,
        Names.requireClient(message.getRecipient()),
        message.getMembersList().stream()
            .map(member -> keys(member.getKeys(), runId, round, member.getClient()))
            .toList());
  }

  private static Confirmations decode(dev.headwater.v1.Confirmations message, String runId) {
    requireCount("confirmations", message.getConfirmationsCount(), MAX_HOLDERS);
    int round = WorkCodec.requireRound(message.getRound());
    return new Confirmations(
        runId,
        round,
        Names.requireClient(message.getRecipient()),
        message.getConfirmationsList().stream()
            .map(one -> confirmation(one.getConfirmation(), runId, round, one.getClient()))
            .toList());
  }

  static dev.headwater.v1.Advertisement keys(Advertisement keys) {
    return dev.headwater.v1.Advertisement.newBuilder()
        .setSharingKey(bytes(keys.sharingKey()))
        .setMaskingKey(bytes(keys.maskingKey()))
        .setSignature(bytes(keys.signature()))
        .build();
  }

  static Advertisement keys(
      dev.headwater.v1.Advertisement message, String runId, int round, String client) {
    return new Advertisement(
        runId,
        round,
        Names.requireClient(client),
        bytes(message.getSharingKey()),
        bytes(message.getMaskingKey()),
        bytes(message.getSignature()));
  }

  static dev.headwater.v1.Confirmation confirmation(Confirmation one) {
    return dev.headwater.v1.Confirmation.newBuilder()
        .setSurvivorsDigest(bytes(one.survivorsDigest()))
        .setSignature(bytes(one.signature()))
        .build();
  }

  static Confirmation confirmation(
      dev.headwater.v1.Confirmation message, String runId, int round, String client) {
    return new Confirmation(
        runId,
        round,
        Names.requireClient(client),
        bytes(message.getSurvivorsDigest()),
        bytes(message.getSignature()));
  }

  /** Sorted by name, so that equal shares give equal bytes. */
  static List<SealedShare> boxes(Map<String, Bytes> boxes) {
    return boxes.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            box ->
                SealedShare.newBuilder()
                    .setClient(box.getKey())
                    .setBox(bytes(box.getValue()))
                    .build())
        .toList();
  }

  static Map<String, Bytes> boxes(List<SealedShare> messages) {
    requireCount("sealed shares", messages.size(), MAX_HOLDERS - 1);
    Map<String, Bytes> boxes = new HashMap<>();
    for (SealedShare message : messages) {
      String client = Names.requireClient(message.getClient());
      if (boxes.put(client, bytes(message.getBox())) != null) {
        throw new IllegalArgumentException(
            "sealed shares: two with %s (expected: one)".formatted(client));
      }
    }
    return boxes;
  }

  private static List<String> names(List<String> names) {
    requireCount("survivors", names.size(), MAX_COHORT);
    names.forEach(Names::requireClient);
    return names;
  }

  static void requireCount(String what, int count, int most) {
    if (count > most) {
      throw new IllegalArgumentException(
          "%s: %d of them (expected: at most %d)".formatted(what, count, most));
    }
  }

  /** Only a few bytes are copied here; the value's constructor checks them. */
  static Bytes bytes(ByteString bytes) {
    return Bytes.owning(bytes.toByteArray());
  }

  static ByteString bytes(Bytes bytes) {
    return ByteString.copyFrom(bytes.view());
  }
}
