package dev.headwater.coordinator.members;

import dev.headwater.learning.names.Alike;
import dev.headwater.learning.training.Arithmetic;
import dev.headwater.proto.Names;
import dev.headwater.proto.Protocol;
import dev.headwater.proto.RunDescription;
import dev.headwater.v1.JoinRequest;
import io.grpc.Status;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides who may take part. A refusal is a final status whose description says what to do. */
public final class Admission {
  private static final int LABELS_SHOWN = 20;

  private static final int MOST_COMPARED = 1000;

  private final JoinLimits limits;
  private final Set<String> excluded;

  public Admission(JoinLimits limits, Set<String> excluded) {
    this.limits = limits;
    this.excluded = excluded;
  }

  /** The reason why a client cannot take part in {@code run}, or null. */
  public @Nullable Status refusal(JoinRequest request, RunDescription run) {
    try {
      Names.requireClient(request.getClient());
      Names.requireLabels(request.getLabelsList());
    } catch (IllegalArgumentException e) {
      return Status.INVALID_ARGUMENT.withDescription(e.getMessage());
    }
    if (excluded.contains(request.getClient())) {
      return Status.FAILED_PRECONDITION.withDescription(
          "client: %s was taken out of this run (expected: another client; the coordinator leaves it out with --without)"
              .formatted(request.getClient()));
    }
    if (request.getNumExamples() < 1 || request.getLabelsCount() < 1) {
      return Status.INVALID_ARGUMENT.withDescription(
          "data: client %s has %s examples to train on with %d labels (expected: at least 1 and 1; add labelled pictures)"
              .formatted(
                  request.getClient(),
                  Integer.toUnsignedString(request.getNumExamples()),
                  request.getLabelsCount()));
    }
    if (request.getLabelsCount() > limits.labels()) {
      return Status.INVALID_ARGUMENT.withDescription(
          "labels: client %s has %d (expected: at most %d; whoever runs the coordinator can raise --max-labels)"
              .formatted(request.getClient(), request.getLabelsCount(), limits.labels()));
    }
    if (request.getNumExamples() > limits.examples()) {
      return Status.INVALID_ARGUMENT.withDescription(
          "data: client %s declares %d examples (expected: at most %d; whoever runs the coordinator can raise --max-examples)"
              .formatted(request.getClient(), request.getNumExamples(), limits.examples()));
    }
    if (request.getNumHeldOut() < 0) {
      return Status.INVALID_ARGUMENT.withDescription(
          "data: %s examples held out (expected: at most 2147483647)"
              .formatted(Integer.toUnsignedString(request.getNumHeldOut())));
    }
    String problem = mismatch(request, run);
    return problem == null ? null : Status.FAILED_PRECONDITION.withDescription(problem);
  }

  private static @Nullable String mismatch(JoinRequest request, RunDescription run) {
    if (request.getProtocolVersion() != Protocol.VERSION) {
      return "protocol version: client %s (version %s) speaks %s (expected: %d, as the coordinator, version %s; use the same version of Headwater)"
          .formatted(
              request.getClient(),
              request.getSoftwareVersion(),
              Integer.toUnsignedString(request.getProtocolVersion()),
              Protocol.VERSION,
              run.softwareVersion());
    }
    if (request.getArithmetic() != Arithmetic.VERSION) {
      return "arithmetic: client %s (version %s) computes by %s (expected: %d, as the coordinator, version %s; use the same version of Headwater)"
          .formatted(
              request.getClient(),
              request.getSoftwareVersion(),
              Integer.toUnsignedString(request.getArithmetic()),
              Arithmetic.VERSION,
              run.softwareVersion());
    }
    if (!request.getBackboneDigest().equals(run.backbone().digest())) {
      return "backbone: client %s has %s (expected: %s, the run's %s; use the coordinator's backbone file, or none and let it be fetched)"
          .formatted(
              request.getClient(),
              request.getBackboneDigest(),
              run.backbone().digest(),
              run.backbone().arch());
    }
    if (request.getFeatureLength() != run.backbone().features()) {
      return "feature length: client %s has %s (expected: %d, as the run's backbone gives; check --image-size and --backbone)"
          .formatted(
              request.getClient(),
              Integer.toUnsignedString(request.getFeatureLength()),
              run.backbone().features());
    }
    return run.labelsFixed()
        ? unknownLabel(request.getClient(), request.getLabelsList(), run.labels())
        : null;
  }

  private static @Nullable String unknownLabel(
      String client, List<String> brought, List<String> labels) {
    for (String label : brought) {
      if (!labels.contains(label)) {
        String known =
            labels.size() <= LABELS_SHOWN
                ? String.join(", ", labels)
                : String.join(", ", labels.subList(0, LABELS_SHOWN)) + ", ...";
        return "label: %s of client %s is not one of the run's %d labels (expected: %s; %srename it with --label-map FILE, or start a new run that has it)"
            .formatted(label, client, labels.size(), known, nearest(label, labels));
      }
    }
    return null;
  }

  /** A client may bring any text: no work that grows with both is done for it. */
  private static String nearest(String label, List<String> labels) {
    return labels.size() > MOST_COMPARED || label.isEmpty()
        ? ""
        : "the nearest is %s; ".formatted(Alike.nearest(label, labels));
  }
}
