package dev.headwater.proto.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.proto.Names;
import dev.headwater.proto.Protocol;
import dev.headwater.proto.codec.vectors.MaskedAssembly;
import dev.headwater.secagg.messages.Advertisement;
import dev.headwater.secagg.messages.Confirmation;
import dev.headwater.secagg.messages.MaskedInput;
import dev.headwater.secagg.messages.Message;
import dev.headwater.secagg.messages.Shares;
import dev.headwater.secagg.messages.Unmasking;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.Share;
import dev.headwater.v1.Part;
import dev.headwater.v1.SecretShare;
import dev.headwater.v1.Submission;
import dev.headwater.v1.Withdrawal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Secure aggregation from client to coordinator: the client's five steps. */
public final class StepCodec {
  private StepCodec() {}

  /**
   * One message, or one per part of a masked input, to be sent in order; they still lack the
   * session.
   *
   * @throws IllegalArgumentException if it is not a client's step
   */
  public static List<Submission> encode(Message step) {
    if (step instanceof Advertisement keys) {
      return one(header(step, keys.client()).setAdvertisement(SecAggCodec.keys(keys)));
    }
    if (step instanceof Shares shares) {
      return one(
          header(step, shares.client())
              .setShares(
                  dev.headwater.v1.Shares.newBuilder()
                      .setSeedCommitment(SecAggCodec.bytes(shares.seedCommitment()))
                      .addAllBoxes(SecAggCodec.boxes(shares.boxes()))));
    }
    if (step instanceof MaskedInput input) {
      return parts(input);
    }
    if (step instanceof Confirmation confirmation) {
      return one(
          header(step, confirmation.client())
              .setConfirmation(SecAggCodec.confirmation(confirmation)));
    }
    if (step instanceof Unmasking unmasking) {
      return one(
          header(step, unmasking.client())
              .setUnmasking(
                  dev.headwater.v1.Unmasking.newBuilder()
                      .addAllSeedShares(secrets(unmasking.seedShares()))
                      .addAllKeyShares(secrets(unmasking.keyShares()))));
    }
    throw new IllegalArgumentException(
        "step: %s (expected: one of a client's)".formatted(step.getClass().getSimpleName()));
  }

  /**
   * Announces that {@code client} takes no further part in a round.
   *
   * @param exhausted whether it answers no more until a sum has changed the parameters
   */
  public static Submission withdrawal(String runId, int round, String client, boolean exhausted) {
    return Submission.newBuilder()
        .setRunId(runId)
        .setRound(round)
        .setClient(client)
        .setWithdrawal(Withdrawal.newBuilder().setExhausted(exhausted))
        .build();
  }

  private static List<Submission> parts(MaskedInput input) {
    ByteBuffer rest = input.values().view();
    var sha = Sha256.digest();
    sha.update(rest.duplicate());
    ByteString digest = ByteString.copyFrom(sha.digest());
    List<Submission> messages = new ArrayList<>();
    while (rest.hasRemaining()) {
      int count = Math.min(rest.remaining(), Protocol.PART_BYTES);
      // A view: the values are immutable, and too large to hold twice.
      ByteString data = UnsafeByteOperations.unsafeWrap(rest.slice().limit(count));
      messages.add(
          header(input, input.client())
              .setMaskedInput(
                  dev.headwater.v1.MaskedInput.newBuilder()
                      .setDigest(digest)
                      .setPart(Part.newBuilder().setIndex(messages.size()).setData(data)))
              .build());
      rest.position(rest.position() + count);
    }
    return List.copyOf(messages);
  }

  private static Submission.Builder header(Message step, String client) {
    return Submission.newBuilder().setRunId(step.runId()).setRound(step.round()).setClient(client);
  }

  private static List<Submission> one(Submission.Builder message) {
    return List.of(message.build());
  }

  /**
   * The client's step in {@code message}; masked inputs come in parts, see {@link MaskedAssembly}.
   *
   * @throws IllegalArgumentException if it cannot be used, or is none of these steps
   */
  public static Message decode(Submission message) {
    String runId = message.getRunId();
    int round = WorkCodec.requireRound(message.getRound());
    String client = Names.requireClient(message.getClient());
    return switch (message.getWorkCase()) {
      case ADVERTISEMENT -> SecAggCodec.keys(message.getAdvertisement(), runId, round, client);
      case SHARES ->
          new Shares(
              runId,
              round,
              client,
              SecAggCodec.bytes(message.getShares().getSeedCommitment()),
              SecAggCodec.boxes(message.getShares().getBoxesList()));
      case CONFIRMATION ->
          SecAggCodec.confirmation(message.getConfirmation(), runId, round, client);
      case UNMASKING ->
          new Unmasking(
              runId,
              round,
              client,
              secrets(message.getUnmasking().getSeedSharesList()),
              secrets(message.getUnmasking().getKeySharesList()));
      default ->
          throw new IllegalArgumentException(
              "submission: %s (expected: a small step of secure aggregation)"
                  .formatted(message.getWorkCase()));
    };
  }

  private static List<SecretShare> secrets(Map<String, Share> shares) {
    return shares.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            share ->
                SecretShare.newBuilder()
                    .setOwner(share.getKey())
                    .setX(share.getValue().x())
                    .setValue(SecAggCodec.bytes(share.getValue().value()))
                    .build())
        .toList();
  }

  private static Map<String, Share> secrets(List<SecretShare> messages) {
    SecAggCodec.requireCount("shares", messages.size(), SecAggCodec.MAX_HOLDERS);
    Map<String, Share> shares = new HashMap<>();
    for (SecretShare message : messages) {
      Share share = new Share(message.getX(), Bytes.owning(message.getValue().toByteArray()));
      if (shares.put(Names.requireClient(message.getOwner()), share) != null) {
        throw new IllegalArgumentException(
            "shares: two of %s (expected: one)".formatted(message.getOwner()));
      }
    }
    return shares;
  }
}
