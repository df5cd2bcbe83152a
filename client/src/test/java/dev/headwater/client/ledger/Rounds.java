package dev.headwater.client.ledger;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.ClientPrivacy.NoisePlace;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.proto.codec.Work;
import dev.headwater.secagg.SecAggSetup;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rounds as coordinators ask for them. */
public final class Rounds {
  static final DataIdentity PICTURES = new DataIdentity("ab".repeat(32), "/data/mine");
  static final Protection OPEN = new Protection(new Weighting.Uniform(), null, null, true);

  private Rounds() {}

  /** Noise of {@code z} times norm 0.5 on every contribution. */
  public static Protection local(double z) {
    return new Protection(
        new Weighting.Uniform(),
        new ClientPrivacy(0.5, NoisePlace.LOCAL, z * 0.5, false),
        null,
        true);
  }

  /** Uniform weights and no noise, as under masks. */
  public static Protection uniform() {
    return OPEN;
  }

  static Protection dpSgd(double z) {
    return new Protection(new Weighting.Uniform(), null, new ExamplePrivacy(1, z), true);
  }

  /** One epoch of SGD of a 2 by 2 head from the point where all values are {@code at}. */
  public static Work.Train open(int round, float at, Protection protection) {
    float[] values = new float[6];
    java.util.Arrays.fill(values, at);
    return new Work.Train(
        Tasks.sgd(
            round,
            7,
            Parameters.owning(new Head(2, 2).layout(), values),
            new Hyperparameters(1, 1, 0.1, 0, 0, 0),
            protection,
            FixedPoint.finest(64, 1024, 3, 10)));
  }

  static Work.Train masked(int round, float at, int cohort) {
    Work.Train open = open(round, at, OPEN);
    return new Work.Train(open.task(), SecAggSetup.plan("run", round, 64, 9, cohort, 0, 0.1, 3));
  }

  static Work.Train doing(Work.Train like, LocalWork work) {
    TrainTask task = like.task();
    return new Work.Train(
        new TrainTask(
            task.round(),
            task.seed(),
            task.model(),
            task.parameters(),
            NamedVectors.NONE,
            work,
            task.protection(),
            task.schema()),
        like.masks());
  }

  static Participation entry(Work.Train work, String run) {
    return entry(work, run, PICTURES);
  }

  static Participation entry(Work.Train work, String run, @Nullable DataIdentity data) {
    return Participation.of(
        work,
        List.of("cat", "dog"),
        Instant.EPOCH,
        "ann",
        run,
        data == null ? PICTURES : data,
        400,
        1);
  }
}
