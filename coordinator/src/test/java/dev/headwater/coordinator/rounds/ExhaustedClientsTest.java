package dev.headwater.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.client.ClientListener;
import dev.headwater.client.ClientSettings;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.ledger.FileLedger;
import dev.headwater.client.policy.Demands;
import dev.headwater.coordinator.LiveRun;
import dev.headwater.coordinator.RawClient;
import dev.headwater.coordinator.RawMasked;
import dev.headwater.coordinator.Sample;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.rounds.QuorumNotMetException;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.proto.codec.StepCodec;
import dev.headwater.secagg.Stage;
import dev.headwater.secagg.TrustedIdentities;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes that demand masks answer three times at the same parameters. Two members of five that spoil
 * every round leave the parameters as they are: four confirmations open a sum.
 */
class ExhaustedClientsTest {
  private static final int CLIENTS = 5;

  @TempDir Path ledgers = Path.of("");
  private final LiveRun live =
      new LiveRun(Sample.config(CLIENTS, 1), Sample.run(Sample.FEATURES, Sample.LABELS), CLIENTS);
  private final List<RoundReport> rounds = new ArrayList<>();

  @AfterEach
  void close() {
    live.close();
  }

  private CompletableFuture<List<RoundReport>> train(int count) {
    return live.train(
        Sample.uniform(count, 32, new Masking(CLIENTS, 0, 0.2)),
        EvaluateClients.NEVER,
        rounds::add);
  }

  private void launch(String name) {
    ClientSettings settings =
        new ClientSettings(
                name,
                null,
                "test",
                Backoff.forEver(),
                Demands.MASKED,
                null,
                TrustedIdentities.none(),
                run -> new InMemory(),
                new FileLedger(ledgers.resolve(name)))
            .withKey(LiveRun.key(name));
    live.launch(live.node(settings, ClientListener.NONE, live.channel()));
  }

  /** They send their masked inputs, and then do not help to open the sum. */
  private static void spoil(List<RawClient> liars) throws InterruptedException {
    List<RawMasked> round = new ArrayList<>();
    for (RawClient liar : liars) {
      round.add(new RawMasked(liar));
    }
    for (Stage stage : List.of(Stage.ADVERTISE, Stage.SHARE, Stage.MASK)) {
      for (RawMasked liar : round) {
        liar.take(stage);
      }
    }
    round.forEach(liar -> withdraw(liar.raw, liar.setup().round()));
  }

  private static void withdraw(RawClient client, int round) {
    withdraw(client, round, false);
  }

  private static void withdraw(RawClient client, int round, boolean exhausted) {
    client.submit(
        StepCodec.withdrawal("run-1", round, client.name, exhausted).toBuilder()
            .setSession(client.session)
            .build());
  }

  @Test
  void theRunStopsInASentenceOnceTooFewClientsAnswerAtItsParameters() throws Exception {
    var reports = train(20);
    List<RawClient> liars = new ArrayList<>();
    for (String name : Sample.names(CLIENTS).subList(3, CLIENTS)) {
      liars.add(new RawClient(name, live.channel()).join());
    }
    Sample.names(3).forEach(this::launch);
    for (int round = 1; round <= 3; round++) {
      spoil(liars);
    }
    for (RawClient liar : liars) {
      withdraw(liar, liar.task().round());
    }
    assertThatThrownBy(() -> LiveRun.soon(reports))
        .cause()
        .isInstanceOf(QuorumNotMetException.class)
        .hasMessageContaining("client-0, client-1, client-2 answered at these parameters")
        .hasMessageContaining("2 of 5 clients that a sum needs are left")
        .hasMessageContaining("a larger --max-repeats, and continue with --resume");
    assertThat(rounds)
        .as("the fourth is the one in which they say so")
        .hasSize(4)
        .allSatisfy(report -> assertThat(report.aggregate().hasSum()).isFalse());
  }

  /** It may be one that wants the run to end, and costs it no more than one that says nothing. */
  @Test
  void oneThatSaysSoInTheFirstRoundEndsNothingAndIsAskedAgain() throws Exception {
    var reports = train(2);
    RawClient liar = new RawClient("client-4", live.channel()).join();
    Sample.names(4).forEach(this::launch);
    withdraw(liar, liar.task().round(), true);
    RawMasked again = new RawMasked(liar);
    for (Stage stage : Stage.values()) {
      again.take(stage);
    }
    List<RoundReport> both = LiveRun.soon(reports);
    assertThat(both.get(0).aggregate().aborted())
        .contains("1 of 5 clients said that they answer no more at these parameters");
    assertThat(both.get(1).aggregate().contributors()).hasSize(CLIENTS);
  }

  @Test
  void theRunStopsAtOnceWhereHalfOfThemSaySo() throws Exception {
    var reports = train(20);
    List<RawClient> all = live.join(CLIENTS);
    List<RawMasked> round = new ArrayList<>();
    for (RawClient client : all) {
      round.add(new RawMasked(client));
    }
    round.subList(0, 2).forEach(one -> withdraw(one.raw, 1, false));
    round.subList(2, CLIENTS).forEach(one -> withdraw(one.raw, 1, true));
    assertThatThrownBy(() -> LiveRun.soon(reports))
        .cause()
        .hasMessageContaining("client-2, client-3, client-4 answered at these parameters")
        .hasMessageContaining("2 of 5 clients that a sum needs are left");
    assertThat(rounds).hasSize(1);
  }

  /** Of a fifth of the clients alone, but the coordinator has seen its answer. */
  @Test
  void oneThatHasAnsweredAtTheseParametersIsBelieved() throws Exception {
    var reports = train(20);
    List<RawClient> all = live.join(CLIENTS);
    spoil(all);
    List<RawMasked> second = new ArrayList<>();
    for (RawClient client : all) {
      second.add(new RawMasked(client));
    }
    second.subList(0, 4).forEach(one -> withdraw(one.raw, 2, false));
    withdraw(all.get(4), 2, true);
    assertThatThrownBy(() -> LiveRun.soon(reports))
        .cause()
        .hasMessageContaining("client-4 answered at these parameters")
        .hasMessageContaining("4 of 5 clients that a sum needs are left");
    assertThat(rounds).hasSize(2);
  }
}
