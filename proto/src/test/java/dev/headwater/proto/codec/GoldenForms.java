package dev.headwater.proto.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.compression.Compression.Coded;
import dev.headwater.learning.compression.Compressions;
import dev.headwater.learning.compression.RandomK;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Sgd;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tasks and contributions that are compressed, of {@link Golden}. */
final class GoldenForms {
  static final List<String> NAMES = List.of("float16", "int8", "top-k:0.25", "random-k:0.25");

  private GoldenForms() {}

  static TrainTask task(String compression) {
    Compression form = Compressions.CHOICES.parse(compression);
    Sgd work = new Sgd(new Hyperparameters(2, 16, 0.05, 0, 0, 0));
    LocalWork.Output output = work.outputs(Golden.MODEL, 1024).get(0).summed(form);
    FixedPoint grid = FixedPoint.finest(output.maxPerWeight(), 100);
    return new TrainTask(
        3,
        -42,
        Golden.MODEL,
        Golden.parameters(),
        NamedVectors.NONE,
        work,
        Protection.NONE,
        SumSchema.of(
            List.of(new SumSchema.Vector(output.name(), output.layout(), false, grid, form)),
            List.of()));
  }

  /** Values that the form can express: 2 of 8 are sent of the largest, and of random places. */
  static Contribution contribution(String compression) {
    Compression form = Compressions.CHOICES.parse(compression);
    float[] values = {0, 1, -2.5f, 3e-8f, 0.75f, 100, -0.5f, 0.1f};
    if (form instanceof RandomK) {
      values = new float[] {-2.5f, 100};
    } else {
      ((Coded) form).round(values, KeyedRandom.of(-42, 3, "änne", Purpose.ROUNDING));
    }
    return new Contribution("änne", 3, 20, 20, values, 0.693, true);
  }

  static SortedMap<String, MessageLite> messages() {
    SortedMap<String, MessageLite> messages = new TreeMap<>();
    for (String name : NAMES) {
      String file = name.replaceAll(":.*", "");
      messages.put("assignment-train-" + file, WorkCodec.encode(new Work.Train(task(name))).get(0));
      messages.put(
          "submission-" + file,
          SubmissionCodec.encode(
                  contribution(name),
                  task(name).schema(),
                  "run-7",
                  ByteString.copyFromUtf8("session"))
              .get(0));
    }
    return messages;
  }
}
