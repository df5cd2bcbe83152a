package dev.headwater.client.ledger;

import dev.headwater.client.policy.OwnNoise;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.ClientPrivacy.NoisePlace;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.softmax.DpSgd;
import dev.headwater.learning.work.ClassSums;
import dev.headwater.learning.work.ClippedMoments;
import dev.headwater.learning.work.FeatureMoments;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Moments;
import dev.headwater.learning.work.Scores;
import dev.headwater.learning.work.Sgd;
import dev.headwater.proto.codec.RunCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.codec.WorkCodec;
import dev.headwater.v1.Submission;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer of a node to one round.
 *
 * @param time when the node took it up
 * @param client the node's name in the run
 * @param run the run's memory id, which outlives restarts of the coordinator
 * @param round 1-based
 * @param work name of the local work
 * @param setup SHA-256 of the whole task, in hex: the same task gives the same digest
 * @param subject SHA-256 of what identifies the question beside the pictures, in hex: the global
 *     parameters, or for plain sums over pictures the work's name. Not what else a task sends
 *     (scalings, control vectors, candidates): a coordinator can choose that anew each time
 * @param data the pictures
 * @param numExamples pictures that it trained on
 * @param weight of the contribution
 * @param clippingNorm of the contribution per unit of weight; null if it was not clipped
 * @param masked whether it left under a mask
 * @param repeatable whether the same task gives the same bytes again
 * @param noise that no coordinator can take away
 * @param rate sampling rate of DP-SGD's steps; 0 without DP-SGD
 * @param steps of DP-SGD; 0 without
 * @param answer SHA-256 of the answer whatever the run is called, in hex; empty where it is masked,
 *     or not known yet
 */
public record Participation(
    Instant time,
    String client,
    String run,
    int round,
    String work,
    String setup,
    String subject,
    DataIdentity data,
    int numExamples,
    int weight,
    @Nullable Double clippingNorm,
    boolean masked,
    boolean repeatable,
    OwnNoise noise,
    double rate,
    int steps,
    String answer) {

  /**
   * The participation that {@code work} would be.
   *
   * @param labels the run's class names: the same task under others is another one
   */
  public static Participation of(
      Work.Train work,
      List<String> labels,
      Instant now,
      String client,
      String run,
      DataIdentity data,
      int numExamples,
      int colluders) {
    TrainTask task = work.task();
    Protection protection = task.protection();
    OwnNoise noise = OwnNoise.of(work, colluders);
    Hyperparameters hyper =
        noise.ofExample() > 0 && task.work() instanceof Sgd sgd ? sgd.hyper() : null;
    ClientPrivacy clipping = protection.clipping();
    return new Participation(
        now,
        client,
        run,
        task.round(),
        task.work().name(),
        setup(work, labels),
        subject(task),
        data,
        numExamples,
        protection.weighting().of(Math.max(1, numExamples)),
        clipping == null ? null : clipping.clippingNorm(),
        work.masks() != null,
        repeatable(work),
        noise,
        hyper == null ? 0 : DpSgd.rate(numExamples, hyper),
        hyper == null ? 0 : DpSgd.steps(numExamples, hyper),
        "");
  }

  /** This one with its answer. */
  public Participation giving(List<Submission> messages) {
    MessageDigest sha = Sha256.digest();
    for (Submission message : messages) {
      sha.update(message.toBuilder().setRunId("").build().toByteArray());
    }
    return new Participation(
        time,
        client,
        run,
        round,
        work,
        setup,
        subject,
        data,
        numExamples,
        weight,
        clippingNorm,
        masked,
        repeatable,
        noise,
        rate,
        steps,
        HexFormat.of().formatHex(sha.digest()));
  }

  /** Whether doing {@code work} again would give the same bytes. */
  public static boolean repeatable(Work.Train work) {
    return work.masks() == null && !drawsSecretly(work.task());
  }

  /** Noise or batches that nobody can draw again; DP-SGD without noise still draws its batches. */
  private static boolean drawsSecretly(TrainTask task) {
    Protection protection = task.protection();
    ClientPrivacy client = protection.client();
    return protection.secureNoise()
        && !task.work().statistics()
        && !(task.work() instanceof Scores)
        && ((client != null && client.noisePlace() == NoisePlace.LOCAL)
            || protection.example() != null);
  }

  /** The announcement holds the digests of all vectors. */
  private static String setup(Work.Train work, List<String> labels) {
    MessageDigest sha = Sha256.digest();
    sha.update(ByteBuffer.allocate(4).putInt(work.memoryRound()).flip());
    sha.update(WorkCodec.announcement(work).toByteArray());
    sha.update(RunCodec.labels(labels).toByteArray());
    return HexFormat.of().formatHex(sha.digest());
  }

  private static String subject(TrainTask task) {
    MessageDigest sha = Sha256.digest();
    if (ofPicturesAlone(task.work())) {
      sha.update(task.work().name().getBytes(StandardCharsets.UTF_8));
    } else {
      Parameters parameters = task.parameters();
      sha.update(parameters.digest().getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static boolean ofPicturesAlone(LocalWork work) {
    return work instanceof Moments
        || work instanceof ClassSums
        || work instanceof FeatureMoments
        || work instanceof ClippedMoments;
  }

  /**
   * Whether it carried noise of the node's own.
   *
   * @param wholeClient for all of its pictures together, or for each of them
   */
  public boolean noised(boolean wholeClient) {
    return (wholeClient ? noise.ofClient() : noise.ofExample()) > 0;
  }

  /** Whether both answer the same round of the same run under the same name. */
  boolean sameRound(Participation other) {
    return run.equals(other.run) && round == other.round && client.equals(other.client);
  }
}
