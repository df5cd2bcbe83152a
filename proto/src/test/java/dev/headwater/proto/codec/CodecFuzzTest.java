package dev.headwater.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.ModelPart;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Mutated messages: every decoder gives a sentence or a value, and no other exception. {@code
 * -Dheadwater.fuzz.seconds=600} looks longer, {@code -Dheadwater.fuzz.seed} elsewhere.
 */
final class CodecFuzzTest {
  private static final long SECONDS = Long.getLong("headwater.fuzz.seconds", 2);
  private static final long SEED = Long.getLong("headwater.fuzz.seed", 7);
  private static final String RUN = "run";

  private final Random random = new Random(SEED);

  /** All that either side does with a message before it believes anything of it. */
  private static void decode(MessageLite kind, byte[] bytes) throws InvalidProtocolBufferException {
    if (kind instanceof Assignment) {
      Assignment message = Assignment.parseFrom(bytes);
      switch (message.getWorkCase()) {
        case ROSTER, INBOX, SURVIVORS, CONFIRMATIONS -> SecAggCodec.decode(message, RUN);
        default -> new WorkAssembly(RUN).add(message);
      }
    } else if (kind instanceof Submission) {
      Submission message = Submission.parseFrom(bytes);
      if (message.hasContribution()) {
        for (var schema : List.of(Golden.task().schema(), Golden.controlled().schema())) {
          contribution(message, schema);
        }
      } else if (message.hasEvaluation()) {
        SubmissionCodec.decode(message.getEvaluation(), 2);
      } else {
        StepCodec.decode(message);
      }
    } else if (kind instanceof Receipt) {
      ReceiptCodec.decode(Receipt.parseFrom(bytes));
    } else if (kind instanceof ModelPart) {
      ModelPart message = ModelPart.parseFrom(bytes);
      if (message.hasRun()) {
        RunCodec.decode(message.getRun());
      } else {
        RunCodec.decodeHead(List.of(message));
      }
    }
  }

  private static void contribution(
      Submission message, dev.headwater.learning.sums.SumSchema schema) {
    try {
      var assembly = new ContributionAssembly(message, schema);
      assembly.add(message);
      if (assembly.complete()) {
        assembly.finish(message);
      }
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void mutatedMessagesGiveASentenceOrAValue() {
    Map<String, ? extends MessageLite> messages = Golden.messages();
    long until = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    do {
      messages.forEach(this::mutate);
    } while (System.nanoTime() < until);
  }

  private void mutate(String name, MessageLite message) {
    byte[] bytes = mutated(message.toByteArray());
    try {
      decode(message, bytes);
    } catch (InvalidProtocolBufferException e) {
      return; // gRPC refuses such a message by itself
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).as(name).isNotBlank();
    } catch (RuntimeException e) {
      throw new AssertionError(
          "%s, seed %d: %s".formatted(name, SEED, java.util.HexFormat.of().formatHex(bytes)), e);
    }
  }

  private byte[] mutated(byte[] whole) {
    byte[] now = whole.clone();
    for (int times = 1 + random.nextInt(3); times > 0 && now.length > 0; times--) {
      int at = random.nextInt(now.length);
      switch (random.nextInt(4)) {
        case 0 -> now[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> now[at] = (byte) random.nextInt(256);
        case 2 -> now = Arrays.copyOf(now, at);
        default -> {
          byte[] part = Arrays.copyOfRange(now, at, Math.min(now.length, at + random.nextInt(16)));
          int end = now.length;
          now = Arrays.copyOf(now, end + part.length);
          System.arraycopy(part, 0, now, end, part.length);
        }
      }
    }
    return now;
  }
}
