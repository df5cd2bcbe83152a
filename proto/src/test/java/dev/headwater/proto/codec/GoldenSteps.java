package dev.headwater.proto.codec;

import com.google.protobuf.MessageLite;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.messages.Advertisement;
import dev.headwater.secagg.messages.Confirmation;
import dev.headwater.secagg.messages.Confirmations;
import dev.headwater.secagg.messages.Inbox;
import dev.headwater.secagg.messages.MaskedInput;
import dev.headwater.secagg.messages.Message;
import dev.headwater.secagg.messages.Roster;
import dev.headwater.secagg.messages.Shares;
import dev.headwater.secagg.messages.Survivors;
import dev.headwater.secagg.messages.Unmasking;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.Share;
import dev.headwater.v1.Assignment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The steps of secure aggregation with made-up keys, for {@link Golden} and the codec's tests. */
final class GoldenSteps {
  static final String RUN = "run-7";
  static final int ROUND = 3;
  static final SecAggSetup SETUP = new SecAggSetup(RUN, ROUND, 32, 11, 4, 3, 3, 2);

  private GoldenSteps() {}

  private static Bytes bytes(int size, int value) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    return Bytes.owning(bytes);
  }

  static Advertisement advertisement(String client) {
    int own = client.length();
    return new Advertisement(
        RUN,
        ROUND,
        client,
        bytes(32, 0x10 + own),
        bytes(32, 0x20 + own),
        client.equals("bo") ? Bytes.EMPTY : bytes(64, 0x30 + own));
  }

  static Roster roster() {
    return new Roster(RUN, ROUND, "änne", List.of(advertisement("änne"), advertisement("bo")));
  }

  static Shares shares() {
    return new Shares(
        RUN, ROUND, "änne", bytes(32, 1), Map.of("bo", bytes(93, 2), "cleo", bytes(93, 3)));
  }

  static Inbox inbox() {
    return new Inbox(RUN, ROUND, "änne", Map.of("bo", bytes(93, 4), "cleo", bytes(93, 5)));
  }

  static MaskedInput maskedInput() {
    return new MaskedInput(RUN, ROUND, "änne", bytes(SETUP.inputBytes(), 0x7e));
  }

  static Survivors survivors() {
    return new Survivors(RUN, ROUND, List.of("bo", "änne"), List.of("cleo"));
  }

  static Confirmation confirmation(String client) {
    return new Confirmation(
        RUN, ROUND, client, bytes(32, 6), client.equals("bo") ? Bytes.EMPTY : bytes(64, 7));
  }

  static Confirmations confirmations() {
    return new Confirmations(RUN, ROUND, "änne", List.of(confirmation("bo"), confirmation("änne")));
  }

  static Unmasking unmasking() {
    return new Unmasking(
        RUN,
        ROUND,
        "änne",
        Map.of("änne", new Share(1, bytes(32, 8)), "bo", new Share(255, bytes(32, 9))),
        Map.of("cleo", new Share(2, bytes(32, 10))));
  }

  static Assignment down(Message step) {
    if (step instanceof Roster roster) {
      return SecAggCodec.encode(roster);
    } else if (step instanceof Inbox inbox) {
      return SecAggCodec.encode(inbox);
    } else if (step instanceof Survivors survivors) {
      return SecAggCodec.encode(survivors);
    }
    return SecAggCodec.encode((Confirmations) step);
  }

  static SortedMap<String, MessageLite> messages() {
    SortedMap<String, MessageLite> messages = new TreeMap<>();
    messages.put(
        "assignment-train-masked", WorkCodec.encode(new Work.Train(Golden.task(), SETUP)).get(0));
    messages.put("assignment-roster", down(roster()));
    messages.put("assignment-inbox", down(inbox()));
    messages.put("assignment-survivors", down(survivors()));
    messages.put("assignment-confirmations", down(confirmations()));
    messages.put("submission-advertisement", StepCodec.encode(advertisement("änne")).get(0));
    messages.put("submission-shares", StepCodec.encode(shares()).get(0));
    messages.put("submission-masked-input", StepCodec.encode(maskedInput()).get(0));
    messages.put("submission-confirmation", StepCodec.encode(confirmation("änne")).get(0));
    messages.put("submission-unmasking", StepCodec.encode(unmasking()).get(0));
    messages.put("submission-withdrawal", StepCodec.withdrawal(RUN, ROUND, "änne", false));
    messages.put("submission-exhausted", StepCodec.withdrawal(RUN, ROUND, "änne", true));
    return messages;
  }
}
