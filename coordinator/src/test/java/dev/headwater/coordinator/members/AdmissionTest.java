package dev.headwater.coordinator.members;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.coordinator.Sample;
import dev.headwater.learning.training.Arithmetic;
import dev.headwater.proto.Protocol;
import dev.headwater.proto.RunDescription;
import dev.headwater.v1.JoinRequest;
import io.grpc.Status;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final RunDescription run = Sample.run(16, Sample.LABELS);
  private final Admission open = new Admission(JoinLimits.DEFAULT, Set.of("eve"));
  private final JoinRequest right =
      JoinRequest.newBuilder()
          .setClient("ann")
          .addLabels("cat")
          .setNumExamples(3)
          .setBackboneDigest(Sample.DIGEST)
          .setFeatureLength(16)
          .setProtocolVersion(Protocol.VERSION)
          .setArithmetic(Arithmetic.VERSION)
          .setSoftwareVersion("0.1")
          .build();

  private void refuses(JoinRequest.Builder request, Status.Code code, String... parts) {
    Status status = Objects.requireNonNull(open.refusal(request.build(), run));
    assertThat(status.getCode()).isEqualTo(code);
    assertThat(status.getDescription()).contains(parts);
  }

  @Test
  void fittingClientIsAdmitted() {
    assertThat(open.refusal(right, run)).isNull();
    assertThat(
            open.refusal(
                right.toBuilder().setLabels(0, "otter").build(), Sample.run(16, List.of())))
        .isNull();
  }

  @Test
  void clientThatWasTakenOutIsToldSo() {
    refuses(
        right.toBuilder().setClient("eve"),
        Status.Code.FAILED_PRECONDITION,
        "eve was taken out of this run",
        "expected: another client");
  }

  @Test
  void eachMismatchNamesBothValues() {
    var code = Status.Code.FAILED_PRECONDITION;
    refuses(right.toBuilder().setLabels(0, "otter"), code, "otter", "ann", "cat, dog, fox");
    refuses(right.toBuilder().setBackboneDigest("cd"), code, "cd", Sample.DIGEST);
    refuses(right.toBuilder().setFeatureLength(12), code, "12", "16");
    refuses(
        right.toBuilder().setArithmetic(0),
        code,
        "computes by 0",
        "expected: " + Arithmetic.VERSION);
    refuses(
        right.toBuilder().setProtocolVersion(1),
        code,
        "speaks 1",
        "expected: " + Protocol.VERSION,
        "0.1");
  }

  @Test
  void labelInAnotherSpellingIsRefusedWithTheNearest() {
    var code = Status.Code.FAILED_PRECONDITION;
    refuses(
        right.toBuilder().setLabels(0, "Dog"), code, "Dog", "the nearest is dog", "--label-map");
    refuses(right.toBuilder().setLabels(0, "foxx"), code, "foxx", "the nearest is fox");
  }

  @Test
  void dataAndNamesMustBeUsable() {
    var code = Status.Code.INVALID_ARGUMENT;
    refuses(right.toBuilder().setNumExamples(0), code, "0 examples");
    refuses(right.toBuilder().setNumExamples(-1), code, "4294967295 examples");
    refuses(right.toBuilder().setNumHeldOut(-1), code, "4294967295 examples held out");
    refuses(right.toBuilder().clearLabels(), code, "with 0 labels");
    refuses(right.toBuilder().addLabels("cat"), code, "cat appears twice");
    refuses(right.toBuilder().setClient(""), code, "client name: ''");
    refuses(right.toBuilder().setClient("a\u001b[2J"), code, "do not print");
  }

  @Test
  void aClientWithThousandsOfLabelsOrABillionExamplesIsRefusedByName() {
    var code = Status.Code.INVALID_ARGUMENT;
    JoinRequest.Builder many = right.toBuilder();
    for (int i = 0; i < 1_000; i++) {
      many.addLabels("label " + i);
    }
    refuses(many, code, "labels: client ann has 1001 (expected: at most 1000", "--max-labels");
    refuses(
        right.toBuilder().setNumExamples(1_000_000_000),
        code,
        "ann declares 1000000000 examples (expected: at most 10000000",
        "--max-examples");
  }
}
