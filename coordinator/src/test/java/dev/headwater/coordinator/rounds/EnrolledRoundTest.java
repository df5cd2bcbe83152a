package dev.headwater.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.client.ClientListener;
import dev.headwater.client.ClientSettings;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.ledger.ClientLedger;
import dev.headwater.client.policy.Demands;
import dev.headwater.coordinator.CoordinatorConfig;
import dev.headwater.coordinator.LiveRun;
import dev.headwater.coordinator.Sample;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.RunDescription;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.Identity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Masked rounds of nodes that sign, over sockets. Five clients, three open a secret. */
class EnrolledRoundTest {
  private static final RunDescription RUN = Sample.run(Sample.FEATURES, Sample.LABELS);
  private static final String UNSIGNED = "the keys are not signed by the enrolled identity";

  private final Map<String, Identity> identities = new TreeMap<>();
  private final Map<String, Bytes> enrolled = new TreeMap<>();

  EnrolledRoundTest() {
    for (String name : Sample.names(5)) {
      Identity identity = Identity.fresh();
      identities.put(name, identity);
      enrolled.put(name, identity.publicKey());
    }
  }

  private LiveRun live() {
    CoordinatorConfig plain = Sample.config(5, 2);
    return new LiveRun(
        new CoordinatorConfig(
            plain.listen(),
            plain.webPort(),
            plain.minClients(),
            plain.quorum(),
            plain.deadline(),
            plain.evaluationDeadline(),
            plain.patience(),
            plain.token(),
            TrustedIdentities.enrolled(enrolled)),
        RUN,
        2);
  }

  private static CompletableFuture<List<RoundReport>> train(LiveRun live, boolean masked) {
    return live.train(
        Sample.uniform(2, 32, masked ? new Masking(3, 0.2, 0) : null), EvaluateClients.NEVER);
  }

  /** A node that signs with this identity and believes these. */
  private static void launch(
      LiveRun live,
      String name,
      @Nullable Identity identity,
      TrustedIdentities trusted,
      ClientListener listener) {
    var settings =
        new ClientSettings(
            name,
            null,
            "test",
            Backoff.forEver(),
            Demands.NONE,
            identity,
            trusted,
            run -> new InMemory(),
            ClientLedger.NONE);
    live.launch(live.node(settings, listener, live.channel()));
  }

  @Test
  void nodesThatSignAndBelieveNobodyElseGetTheSumOfTheOpenRound() throws Exception {
    List<RoundReport> masked;
    try (LiveRun live = live()) {
      identities.forEach(
          (name, identity) ->
              launch(live, name, identity, TrustedIdentities.only(enrolled), ClientListener.NONE));
      masked = LiveRun.soon(train(live, true));
    }
    List<RoundReport> open;
    try (LiveRun live = live()) {
      Sample.names(5).forEach((String name) -> live.launch(name));
      open = LiveRun.soon(train(live, false));
    }
    assertThat(masked)
        .allSatisfy(report -> assertThat(report.aggregate().contributors()).hasSize(5));
    assertThat(masked)
        .extracting(RoundReport::digest)
        .isEqualTo(open.stream().map(RoundReport::digest).toList());
  }

  @Test
  void keysThatAnotherIdentitySignedAreRefusedWithTheReason() throws Exception {
    refusedIs(Identity.fresh());
  }

  @Test
  void enrolledNameThatDoesNotSignIsRefusedWithTheReason() throws Exception {
    refusedIs(null);
  }

  /** Client-4 signs with {@code foreign}; the others are four of five, which is enough. */
  private void refusedIs(@Nullable Identity foreign) throws Exception {
    var heard = new CompletableFuture<Receipt>();
    try (LiveRun live = live()) {
      identities.forEach(
          (name, identity) -> {
            boolean liar = name.equals("client-4");
            launch(
                live,
                name,
                liar ? foreign : identity,
                TrustedIdentities.only(enrolled),
                liar ? hears(heard) : ClientListener.NONE);
          });
      for (RoundReport report : LiveRun.soon(train(live, true))) {
        Aggregate aggregate = report.aggregate();
        assertThat(aggregate.aborted()).isNull();
        assertThat(aggregate.contributors())
            .containsExactlyElementsOf(Sample.names(5).subList(0, 4));
        assertThat(aggregate.refusals())
            .singleElement()
            .satisfies(
                refusal -> {
                  assertThat(refusal.client()).isEqualTo("client-4");
                  assertThat(refusal.reason()).contains(UNSIGNED);
                });
      }
      assertThat(LiveRun.soon(heard))
          .isInstanceOfSatisfying(
              Receipt.Refused.class, no -> assertThat(no.reason()).contains(UNSIGNED));
    }
  }

  private static ClientListener hears(CompletableFuture<Receipt> heard) {
    return new ClientListener() {
      @Override
      public void submitted(int round, Receipt receipt) {
        heard.complete(receipt);
      }
    };
  }

  @Test
  void whoIsNotInTheCoordinatorsListMayTakePartUnsigned() throws Exception {
    enrolled.remove("client-4");
    try (LiveRun live = live()) {
      identities.forEach(
          (name, identity) ->
              launch(
                  live,
                  name,
                  name.equals("client-4") ? null : identity,
                  TrustedIdentities.none(),
                  ClientListener.NONE));
      assertThat(LiveRun.soon(train(live, true)))
          .allSatisfy(report -> assertThat(report.aggregate().contributors()).hasSize(5));
    }
  }
}
