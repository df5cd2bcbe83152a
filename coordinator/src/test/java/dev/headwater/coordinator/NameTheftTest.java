package dev.headwater.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.proto.signing.ClientKey;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import io.grpc.Status;
import org.junit.jupiter.api.Test;

/** A thief of names who knows the shared token, and has heard what the client sent. */
class NameTheftTest {
  private static LiveRun live() {
    return new LiveRun(Sample.config(2, 2), Sample.run(Sample.FEATURES, Sample.LABELS), 2);
  }

  private static RawClient thief(LiveRun live, String name) {
    RawClient thief = new RawClient(name, live.channel());
    thief.key = ClientKey.fresh();
    return thief;
  }

  @Test
  void aSecondJoinWithoutTheKeyIsRefusedAndTheClientNoticesNothing() throws Exception {
    try (var live = live()) {
      var reports = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
      RawClient client = new RawClient("client-0", live.channel()).join();
      RawClient thief = thief(live, "client-0");
      thief.open(thief.signed(thief.request()));

      Status refused = LiveRun.soon(thief.ended);
      assertThat(refused.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(refused.getDescription()).contains("client-0 belongs to another key");
      assertThat(client.ended).isNotDone();

      live.launch("client-1");
      assertThat(client.submit(client.submission(client.task())).getStatus())
          .isEqualTo(Receipt.Status.ACCEPTED);
      assertThat(LiveRun.soon(reports)).hasSize(1);
    }
  }

  @Test
  void aNameThatHasLeftStillBelongsToItsKeyAndItsHolderComesBack() throws Exception {
    try (var live = live()) {
      var channel = live.channel();
      RawClient client = new RawClient("client-0", channel).join();
      channel.shutdownNow();
      LiveRun.soon(client.ended);
      RawClient thief = thief(live, "client-0");
      thief.open(thief.signed(thief.request()));

      assertThat(LiveRun.soon(thief.ended).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(new RawClient("client-0", live.channel()).join().session).isNotEmpty();
    }
  }

  @Test
  void aJoinThatWasOverheardServesNobodyASecondTime() throws Exception {
    try (var live = live()) {
      RawClient client = new RawClient("client-0", live.channel());
      JoinRequest heard = client.signed(client.request());
      client.open(heard).next(dev.headwater.v1.Assignment.WorkCase.WELCOME);
      RawClient thief = thief(live, "client-0").open(heard);

      assertThat(LiveRun.soon(thief.ended).getDescription()).contains("challenge: not the newest");
      assertThat(client.ended).isNotDone();
    }
  }

  @Test
  void anothersKeyWithoutItsSignatureIsNotBelieved() throws Exception {
    try (var live = live()) {
      RawClient thief = thief(live, "client-0");
      JoinRequest.Builder request = thief.request().setChallenge(thief.challenge());
      JoinRequest signed = thief.key.sign(request.build());
      thief.open(signed.toBuilder().setKey(LiveRun.key("client-0").publicKey()).build());

      assertThat(LiveRun.soon(thief.ended).getDescription()).contains("is not signed with it");
    }
  }

  @Test
  void aClientWithoutAKeyOrAChallengeIsRefused() throws Exception {
    try (var live = live()) {
      RawClient bare = new RawClient("client-0", live.channel());
      bare.open(bare.request().build());
      assertThat(LiveRun.soon(bare.ended).getDescription()).contains("key: none");

      RawClient unasked = new RawClient("client-0", live.channel());
      unasked.open(unasked.key.sign(unasked.request().build()));
      assertThat(LiveRun.soon(unasked.ended).getDescription()).contains("challenge");
    }
  }

  @Test
  void aSessionThatWasOverheardSubmitsNothingWithoutTheKey() throws Exception {
    try (var live = live()) {
      var unused = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
      RawClient client = new RawClient("client-0", live.channel()).join();
      live.launch("client-1");
      TrainTask task = client.task();
      Submission right = client.submission(task);
      Submission forged =
          ClientKey.fresh().sign(right).toBuilder().setSession(client.session).build();
      assertThat(client.stub.submit(forged).getReason()).startsWith("signature: not by the key");

      Submission.Builder heavier = client.key.sign(right).toBuilder().setSession(client.session);
      heavier.getContributionBuilder().setWeight(1e9);
      assertThat(client.stub.submit(heavier.build()).getReason())
          .startsWith("signature: not by the key");
      assertThat(
              client
                  .stub
                  .submit(right.toBuilder().setSignature(ByteString.EMPTY).build())
                  .getReason())
          .startsWith("signature: not by the key");
      assertThat(client.submit(right).getStatus()).isEqualTo(Receipt.Status.ACCEPTED);
    }
  }
}
