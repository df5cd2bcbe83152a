package dev.headwater.proto;

import java.util.List;

/**
 * What a client must know about a run to prepare its data.
 *
 * @param runId names the run; not blank
 * @param softwareVersion of the coordinator
 * @param labels the run's class names, a class index is a position; empty while they are not fixed
 * @param imageSize side of the backbone's square input, in pixels
 * @param mean three channel means, red, green, blue, on the [0, 1] scale
 * @param std three channel deviations
 * @param backbone what turns pictures into features
 * @param holdoutShare share of its examples that a client keeps for evaluation, in [0, 1)
 * @param seed of every random choice of the run
 * @param hidesNumExamples whether clients report 1 as their number of examples, because the
 *     coordinator must not know it
 * @param model what is learned: {@code linear}, {@code mlp:200}
 * @param memoryId identifies the run in clients' memory; unchanged when the run is resumed
 * @param countsUsers whether clients report users wherever examples are counted, because users are
 *     protected
 */
public record RunDescription(
    String runId,
    String softwareVersion,
    List<String> labels,
    int imageSize,
    List<Float> mean,
    List<Float> std,
    BackboneDescription backbone,
    double holdoutShare,
    long seed,
    boolean hidesNumExamples,
    String model,
    String memoryId,
    boolean countsUsers) {

  /** Refuses invalid values. */
  public RunDescription {
    if (runId.isBlank()) {
      throw new IllegalArgumentException("run id: blank (expected: a name)");
    }
    labels = Names.requireLabels(labels);
    if (labels.size() == 1) {
      throw new IllegalArgumentException(
          "labels: only %s (expected: at least 2, or none while they are not fixed)"
              .formatted(labels.get(0)));
    }
    if (imageSize < 1) {
      throw new IllegalArgumentException(
          "image size: %d (expected: at least 1 pixel)".formatted(imageSize));
    }
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != 3 || std.size() != 3) {
      throw new IllegalArgumentException(
          "preprocessing: %d means and %d deviations (expected: 3 and 3)"
              .formatted(mean.size(), std.size()));
    }
    if (!(holdoutShare >= 0 && holdoutShare < 1)) {
      throw new IllegalArgumentException(
          "holdout share: %s (expected: at least 0 and below 1)".formatted(holdoutShare));
    }
  }

  /** A run in which examples are counted. */
  public RunDescription(
      String runId,
      String softwareVersion,
      List<String> labels,
      int imageSize,
      List<Float> mean,
      List<Float> std,
      BackboneDescription backbone,
      double holdoutShare,
      long seed,
      boolean hidesNumExamples,
      String model,
      String memoryId) {
    this(
        runId,
        softwareVersion,
        labels,
        imageSize,
        mean,
        std,
        backbone,
        holdoutShare,
        seed,
        hidesNumExamples,
        model,
        memoryId,
        false);
  }

  /** The same run, in which users are counted or not. */
  public RunDescription countingUsers(boolean users) {
    return new RunDescription(
        runId,
        softwareVersion,
        labels,
        imageSize,
        mean,
        std,
        backbone,
        holdoutShare,
        seed,
        hidesNumExamples,
        model,
        memoryId,
        users);
  }

  /** Whether the class names are known. */
  public boolean labelsFixed() {
    return !labels.isEmpty();
  }

  /** The same run with its labels fixed. */
  public RunDescription withLabels(List<String> names) {
    return new RunDescription(
        runId,
        softwareVersion,
        names,
        imageSize,
        mean,
        std,
        backbone,
        holdoutShare,
        seed,
        hidesNumExamples,
        model,
        memoryId,
        countsUsers);
  }

  /** Whether data prepared for {@code other} can be used for this run. */
  public boolean preparesLike(RunDescription other) {
    return imageSize == other.imageSize
        && mean.equals(other.mean)
        && std.equals(other.std)
        && backbone.digest().equals(other.backbone.digest())
        && holdoutShare == other.holdoutShare
        && seed == other.seed
        && hidesNumExamples == other.hidesNumExamples
        && countsUsers == other.countsUsers;
  }
}
