package dev.headwater.proto.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.BackboneFile;
import dev.headwater.v1.CurrentHead;
import dev.headwater.v1.DescribeRun;
import dev.headwater.v1.FileHeader;
import dev.headwater.v1.Finished;
import dev.headwater.v1.ModelPart;
import dev.headwater.v1.ModelRequest;
import dev.headwater.v1.Part;
import dev.headwater.v1.Wait;
import dev.headwater.v1.Welcome;
import java.util.List;
import java.util.Map;

/** The messages that need no codec, for {@link Golden}: what is said beside the work. */
final class GoldenWords {
  private GoldenWords() {}

  static Map<String, MessageLite> messages() {
    var labels = RunCodec.labels(List.of("cat", "dög"));
    ByteString session = ByteString.copyFromUtf8("session");
    return Map.of(
        "assignment-welcome",
        Assignment.newBuilder()
            .setWelcome(
                Welcome.newBuilder().setRunId("run-7").setSession(session).setLabels(labels))
            .build(),
        "assignment-labels",
        Assignment.newBuilder().setLabels(labels).build(),
        "assignment-wait",
        Assignment.newBuilder().setWait(Wait.newBuilder().setReason("2 more clients")).build(),
        "assignment-finished",
        Assignment.newBuilder()
            .setFinished(Finished.newBuilder().setSummary("20 rounds; änne"))
            .build(),
        "model-request-run",
        ModelRequest.newBuilder()
            .setToken("secret")
            .setRun(DescribeRun.getDefaultInstance())
            .build(),
        "model-request-head",
        ModelRequest.newBuilder()
            .setToken("secret")
            .setHead(CurrentHead.getDefaultInstance())
            .build(),
        "model-request-backbone",
        ModelRequest.newBuilder()
            .setToken("secret")
            .setBackbone(BackboneFile.newBuilder().setDigest("0f".repeat(32)))
            .build(),
        "model-file",
        ModelPart.newBuilder()
            .setFile(
                FileHeader.newBuilder()
                    .setSize(14_000_000_000L)
                    .setSha256(ByteString.copyFrom(new byte[32]))
                    .setParts(13_352))
            .build(),
        "model-part",
        ModelPart.newBuilder()
            .setPart(Part.newBuilder().setIndex(1).setData(ByteString.copyFromUtf8("bytes")))
            .build());
  }
}
