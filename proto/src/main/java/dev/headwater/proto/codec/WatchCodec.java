package dev.headwater.proto.codec;

import com.google.protobuf.ByteString;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.promise.PrivacySpent;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.v1.PrivacyLine;
import dev.headwater.v1.Refusal;
import dev.headwater.v1.Spread;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Round reports for watchers. */
public final class WatchCodec {
  /** Largest number of refusals in a report. */
  public static final int MAX_REFUSALS = 20;

  /** Largest number of stragglers named in a report. */
  public static final int MAX_STRAGGLERS = 50;

  private static final int MAX_REASON = 300;

  /** Why is not told where cohorts are secret: the reasons count clients. */
  private static final String NO_SUM = "the round gave no sum (why is secret, as who was asked)";

  private WatchCodec() {}

  /**
   * Whether the sample must stay secret: privacy amplification by sampling holds only against
   * observers who do not know the sample. Local and distributed noise, and masked rounds, are
   * accounted with public cohorts.
   */
  public static boolean secretCohort(RoundTask task) {
    ClientPrivacy privacy = task.train().protection().client();
    return task.masking() == null
        && privacy != null
        && privacy.noisePlace() == ClientPrivacy.NoisePlace.NONE;
  }

  /**
   * A report as a message.
   *
   * @param budget epsilon that the run may spend, infinite for no limit
   */
  public static dev.headwater.v1.RoundReport encode(RoundReport report, double budget) {
    Aggregate aggregate = report.aggregate();
    boolean secret = secretCohort(report.task());
    var message =
        dev.headwater.v1.RoundReport.newBuilder()
            .setRound(report.round())
            .setTrainLoss(aggregate.trainLoss())
            .setDigest(ByteString.copyFrom(HexFormat.of().parseHex(report.digest())))
            .setMasked(report.task().masking() != null)
            .setSecretCohort(secret);
    if (!secret) {
      clients(report.task(), aggregate, message);
      message.setSeconds(report.seconds());
    }
    String whyNoSum = aggregate.whyNoSum();
    if (whyNoSum != null) {
      message.setNoSum(secret ? NO_SUM : shortened(whyNoSum));
    }
    Evaluation evaluation = report.evaluation();
    if (evaluation != null) {
      message.setEvalLoss(evaluation.loss()).setEvalAccuracy(evaluation.accuracy());
      if (!secret) {
        message.setEvalExamples(evaluation.numExamples());
      }
    }
    if (report.privacy() != null) {
      message.setPrivacy(privacy(report.privacy(), budget));
    }
    if (report.clients().size() > 1) {
      message.setSpread(spread(report.clients().values()));
    }
    return message.build();
  }

  private static void clients(
      RoundTask task, Aggregate aggregate, dev.headwater.v1.RoundReport.Builder message) {
    SortedSet<String> silent = new TreeSet<>(task.cohort());
    silent.removeAll(aggregate.contributors());
    aggregate.refusals().forEach(refusal -> silent.remove(refusal.client()));
    message
        .setCohort(task.cohort().size())
        .setContributed(aggregate.contributors().size())
        .setRefused(aggregate.refusals().size())
        .setNumExamples(aggregate.numExamples())
        .setBytesUp(aggregate.bytesUp())
        .setBytesDown(aggregate.bytesDown())
        .setStragglersTotal(silent.size());
    silent.stream().limit(MAX_STRAGGLERS).forEach(message::addStragglers);
    aggregate.refusals().stream()
        .limit(MAX_REFUSALS)
        .map(one -> refusal(one.client(), one.reason()))
        .forEach(message::addRefusals);
  }

  private static Refusal refusal(String client, String reason) {
    return Refusal.newBuilder().setClient(client).setReason(shortened(reason)).build();
  }

  private static String shortened(String text) {
    return text.length() <= MAX_REASON ? text : text.substring(0, MAX_REASON) + "…";
  }

  /**
   * The spent privacy as a message.
   *
   * @param budget epsilon that the run may spend, infinite for no limit
   */
  public static PrivacyLine privacy(PrivacySpent spent, double budget) {
    var message = PrivacyLine.newBuilder().setEpsilon(spent.epsilon()).setDelta(spent.delta());
    return (Double.isFinite(budget) ? message.setBudget(budget) : message).build();
  }

  private static Spread spread(Collection<Evaluation> scores) {
    List<Double> sorted = scores.stream().map(Evaluation::accuracy).sorted().toList();
    return Spread.newBuilder()
        .setMin(quantile(sorted, 0))
        .setLowerQuartile(quantile(sorted, 0.25))
        .setMedian(quantile(sorted, 0.5))
        .setUpperQuartile(quantile(sorted, 0.75))
        .setMax(quantile(sorted, 1))
        .setClients(sorted.size())
        .build();
  }

  /** Linear between the order statistics (Hyndman and Fan 1996, type 7). */
  private static double quantile(List<Double> sorted, double share) {
    double at = share * (sorted.size() - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (at - below) * (sorted.get(above) - sorted.get(below));
  }
}
