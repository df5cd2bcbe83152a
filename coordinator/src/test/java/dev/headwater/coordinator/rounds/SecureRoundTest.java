package dev.headwater.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.headwater.client.ClientListener;
import dev.headwater.coordinator.LiveRun;
import dev.headwater.coordinator.RawClient;
import dev.headwater.coordinator.RawMasked;
import dev.headwater.coordinator.Sample;
import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.proto.RunDescription;
import dev.headwater.secagg.Stage;
import dev.headwater.secagg.messages.Message;
import dev.headwater.secagg.messages.Shares;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Masked rounds in which clients vanish, come back or lie. Five clients, three open a secret. */
class SecureRoundTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final RunDescription RUN = Sample.run(Sample.FEATURES, Sample.LABELS);
  private static final Masking MASKING = new Masking(3, 0.2, 0);

  private final LiveRun live = new LiveRun(Sample.config(5, 2), RUN, 2);

  @AfterEach
  void close() {
    live.close();
  }

  private CompletableFuture<List<RoundReport>> train(int rounds) {
    return live.train(Sample.uniform(rounds, 32, MASKING), EvaluateClients.NEVER);
  }

  private List<RawClient> join() throws InterruptedException {
    return live.join(5);
  }

  private static List<RawMasked> begin(List<RawClient> clients) throws InterruptedException {
    List<RawMasked> round = new ArrayList<>();
    for (RawClient client : clients) {
      round.add(new RawMasked(client));
    }
    return round;
  }

  private static void take(Stage stage, List<RawMasked> clients) throws InterruptedException {
    for (RawMasked client : clients) {
      assertThat(client.take(stage).getStatus())
          .as(stage + " " + client.raw.name)
          .isIn(
              stage == Stage.UNMASK // enough may be enough
                  ? List.of(Receipt.Status.ACCEPTED, Receipt.Status.LATE)
                  : List.of(Receipt.Status.ACCEPTED));
    }
  }

  private static void takeAll(List<RawMasked> clients) throws InterruptedException {
    for (Stage stage : Stage.values()) {
      take(stage, clients);
    }
  }

  /** What an open round of these clients adds up to. */
  private static ExactSum.Total open(RoundTask task, List<RawClient> clients) {
    var gathering = new Gathering(task);
    clients.forEach(client -> gathering.offer(client.contribute(task.train())));
    return gathering.close(0, 0).total();
  }

  /** The first two rounds: some vanish from {@code stage} on in the first, all are there then. */
  private List<RoundReport> twoRounds(Stage stage, int vanish, List<RawClient> clients)
      throws Exception {
    var reports = train(2);
    List<RawMasked> round = begin(clients);
    for (Stage now : Stage.values()) {
      boolean without = now.compareTo(stage) >= 0;
      List<RawMasked> here = without ? round.subList(0, 5 - vanish) : round;
      if (now.compareTo(stage) > 0 && 5 - vanish < 3) {
        break; // aborted
      }
      take(now, here);
      // Four of five unmask more than enough: nobody waits for the last.
      if (now == stage && !(stage == Stage.UNMASK && vanish == 1)) {
        live.timer.advance(DEADLINE);
      }
    }
    takeAll(begin(clients));
    return LiveRun.soon(reports);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void whoVanishesInOneStepCostsNoMoreThanItself(Stage stage) throws Exception {
    List<RawClient> clients = join();
    List<RoundReport> reports = twoRounds(stage, 1, clients);
    Aggregate first = reports.get(0).aggregate();
    boolean masked = stage.compareTo(Stage.MASK) > 0; // it is in the sum already
    List<RawClient> survivors = masked ? clients : clients.subList(0, 4);
    assertThat(first.aborted()).isNull();
    assertThat(first.contributors())
        .containsExactlyElementsOf(survivors.stream().map(c -> c.name).toList());
    assertThat(first.total()).isEqualTo(open(reports.get(0).task(), survivors));
    assertThat(reports.get(1).aggregate().total()).isEqualTo(open(reports.get(1).task(), clients));
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void belowTheThresholdNothingIsSummedAndTheNextRoundIsFresh(Stage stage) throws Exception {
    List<RawClient> clients = join();
    List<RoundReport> reports = twoRounds(stage, 3, clients);
    Aggregate first = reports.get(0).aggregate();
    assertThat(first.aborted()).startsWith("secure aggregation of round 1: ").contains("expected:");
    assertThat(first.contributors()).isEmpty();
    assertThat(first.total().units()).containsOnly(0);
    assertThat(reports.get(0).parameters()).isEqualTo(reports.get(0).task().train().parameters());
    assertThat(reports.get(1).aggregate().total()).isEqualTo(open(reports.get(1).task(), clients));
  }

  @Test
  void aCohortForWhichNoMasksHoldIsASentence() throws Exception {
    var reports =
        live.train(Sample.uniform(1, 32, new Masking(3, 0.6, 0.3)), EvaluateClients.NEVER);
    join();
    Aggregate aggregate = LiveRun.soon(reports).get(0).aggregate();
    assertThat(aggregate.aborted()).startsWith("secure aggregation: ").contains("expected:");
    assertThat(aggregate.bytesDown()).isZero();
  }

  @Test
  void wrongStepsAreRefusedWithAReasonAndTheRoundGoesOn() throws Exception {
    var reports = train(2);
    List<RawClient> clients = join();
    List<RawMasked> round = begin(clients);
    RawMasked liar = round.get(0);
    Message keys = liar.make(Stage.ADVERTISE);
    Submission right = liar.messages(keys).get(0);
    int noted = 0;

    refused(liar, right.toBuilder().setRunId("run-0").build(), "run: run-0 (expected: run-1");
    refused(liar, right.toBuilder().setSession(ByteString.EMPTY).build(), "session: not that");
    refused(liar, right.toBuilder().setClient("client-1").build(), "session: not that");
    noted += refused(liar, right.toBuilder().setRound(7).build(), "round: 7 (expected: 1");
    noted += refused(liar, liar.raw.submission(liar.work.task()), "a contribution in the open");
    Submission cut =
        right.toBuilder()
            .setAdvertisement(right.getAdvertisement().toBuilder().setMaskingKey(ByteString.EMPTY))
            .build();
    noted += refused(liar, cut, "masking key: 0 bytes (expected: 32)");
    Submission early =
        right.toBuilder()
            .setConfirmation(
                dev.headwater.v1.Confirmation.newBuilder()
                    .setSurvivorsDigest(ByteString.copyFrom(new byte[32])))
            .build();
    noted += refused(liar, early, "a message to CONFIRM (expected: one to ADVERTISE)");
    assertThat(liar.submit(keys).getStatus()).isEqualTo(Receipt.Status.ACCEPTED);
    assertThat(liar.submit(keys).getStatus()).isEqualTo(Receipt.Status.DUPLICATE);
    // A process that was started again has other keys, and no part in this round.
    Message second = new RawMasked(liar.raw, liar.work).make(Stage.ADVERTISE);
    noted += refused(liar, liar.messages(second).get(0), "a second and different message");

    take(Stage.ADVERTISE, round.subList(1, 5));
    take(Stage.SHARE, round);
    List<Submission> input = liar.messages(liar.make(Stage.MASK));
    Submission whole = input.get(0);
    Submission damaged =
        whole.toBuilder()
            .setMaskedInput(
                whole.getMaskedInput().toBuilder()
                    .setPart(
                        whole.getMaskedInput().getPart().toBuilder()
                            .setData(ByteString.copyFrom(new byte[liar.setup().inputBytes()]))))
            .build();
    noted += refused(liar, damaged, "masked input: digest");
    assertThat(liar.raw.submit(whole).getStatus()).isEqualTo(Receipt.Status.ACCEPTED);
    assertThat(liar.raw.submit(whole).getStatus()).isEqualTo(Receipt.Status.DUPLICATE);
    noted += refused(liar, damagedDigest(whole), "masked input: not from client-0, not now");
    assertThat(liar.submit(keys).getStatus()).isEqualTo(Receipt.Status.DUPLICATE);
    take(Stage.MASK, round.subList(1, 5));
    take(Stage.CONFIRM, round);
    take(Stage.UNMASK, round);

    // Last round's steps are late, whatever round they say they are for.
    List<RawMasked> next = begin(clients);
    assertThat(liar.raw.submit(whole).getStatus()).isEqualTo(Receipt.Status.LATE);
    takeAll(next);
    Aggregate first = LiveRun.soon(reports).get(0).aggregate();
    assertThat(first.total()).isEqualTo(open(reports.get().get(0).task(), clients));
    assertThat(first.refusals())
        .hasSize(noted)
        .allSatisfy(refusal -> assertThat(refusal.client()).isEqualTo("client-0"));
    assertThat(reports.get().get(1).aggregate().aborted()).isNull();
  }

  private static int refused(RawMasked client, Submission message, String reason) {
    Receipt receipt = client.raw.submit(message);
    assertThat(receipt.getStatus()).as(reason).isEqualTo(Receipt.Status.REFUSED);
    assertThat(receipt.getReason()).contains(reason);
    return 1;
  }

  private static Submission damagedDigest(Submission whole) {
    return whole.toBuilder()
        .setMaskedInput(
            whole.getMaskedInput().toBuilder().setDigest(ByteString.copyFrom(new byte[32])))
        .build();
  }

  @Test
  void aStepOfSecureAggregationHasNoPlaceInAnOpenRound() throws Exception {
    var reports = live.train(Sample.uniform(1, 32, null), EvaluateClients.NEVER);
    List<RawClient> clients = join();
    var task = clients.get(0).task();
    Submission step =
        clients.get(0).submission(task).toBuilder()
            .setAdvertisement(dev.headwater.v1.Advertisement.getDefaultInstance())
            .build();
    assertThat(clients.get(0).submit(step).getReason()).contains("nothing is masked in this round");
    for (RawClient client : clients) {
      client.submit(client.submission(task));
    }
    assertThat(LiveRun.soon(reports).get(0).aggregate().contributors()).hasSize(5);
  }

  @Test
  void clientThatLostItsStreamIsSentTheStepAgainAndOneThatLostItsKeysHasNoPart() throws Exception {
    var reports = train(1);
    List<RawClient> clients = join();
    List<RawMasked> round = begin(clients);
    take(Stage.ADVERTISE, round);
    for (RawMasked client : round) {
      client.raw.next(Assignment.WorkCase.ROSTER);
    }
    // A new stream of the same process: the roster comes again.
    for (RawMasked client : round) {
      client.raw.join();
    }
    take(Stage.SHARE, round.subList(0, 4));
    RawClient restarted = new RawClient("client-4", live.channel()).join();
    restarted.next(Assignment.WorkCase.ROSTER); // of keys that it does not have
    RawMasked fresh = new RawMasked(restarted, round.get(4).work);
    assertThat(fresh.submit(fresh.client.advertise()).getReason())
        .contains("a message to ADVERTISE (expected: one to SHARE)");
    live.timer.advance(DEADLINE);
    List<RawMasked> rest = round.subList(0, 4);
    take(Stage.MASK, rest);
    take(Stage.CONFIRM, rest);
    take(Stage.UNMASK, rest);
    RoundReport report = LiveRun.soon(reports).get(0);
    assertThat(report.aggregate().total()).isEqualTo(open(report.task(), clients.subList(0, 4)));
  }

  @Test
  void lateStepsAreLateAndTakeNothingFromTheRound() throws Exception {
    var reports = train(1);
    List<RawClient> clients = join();
    List<RawMasked> round = begin(clients);
    take(Stage.ADVERTISE, round);
    take(Stage.SHARE, round);
    RawMasked slow = round.get(4);
    Message input = slow.make(Stage.MASK);
    take(Stage.MASK, round.subList(0, 4));
    live.timer.advance(DEADLINE);
    for (RawMasked client : round.subList(0, 4)) {
      client.submit(client.make(Stage.CONFIRM));
    }
    assertThat(slow.submit(input).getStatus()).isEqualTo(Receipt.Status.LATE);
    take(Stage.UNMASK, round.subList(0, 4));
    assertThat(slow.submit(input).getStatus()).isEqualTo(Receipt.Status.LATE);
    RoundReport report = LiveRun.soon(reports).get(0);
    assertThat(report.aggregate().total()).isEqualTo(open(report.task(), clients.subList(0, 4)));
    assertThat(report.aggregate().refusals()).isEmpty();
  }

  // ---- what a lying peer does to real nodes

  private record StayedOut(String client, int round, String reason) {}

  private BlockingQueue<StayedOut> launch(int from) {
    BlockingQueue<StayedOut> news = new LinkedBlockingQueue<>();
    for (String name : Sample.names(5).subList(from, 5)) {
      live.launch(
          live.node(
              name,
              new ClientListener() {
                @Override
                public void stayedOut(int round, String reason) {
                  news.add(new StayedOut(name, round, reason));
                }
              }));
    }
    return news;
  }

  private static void expect(BlockingQueue<StayedOut> news, int count, int round, String text)
      throws InterruptedException {
    for (int i = 0; i < count; i++) {
      StayedOut one = news.poll(LiveRun.PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(one).isNotNull();
      assertThat(one.round()).isEqualTo(round);
      assertThat(one.reason()).contains(text);
    }
  }

  @Test
  void sharesThatWereTamperedWithOrReplayedOrSwappedKeepNodesOutOfTheRoundAndNotOfTheNext()
      throws Exception {
    var reports = train(4);
    BlockingQueue<StayedOut> news = launch(1);
    RawClient liar = new RawClient("client-0", live.channel()).join();

    RawMasked first = new RawMasked(liar);
    first.take(Stage.ADVERTISE);
    Shares honest = (Shares) first.make(Stage.SHARE);
    Map<String, Bytes> tampered = new HashMap<>();
    honest
        .boxes()
        .forEach(
            (name, box) -> {
              byte[] bytes = box.toByteArray();
              bytes[40] ^= 1;
              tampered.put(name, Bytes.owning(bytes));
            });
    first.submit(with(honest, 1, tampered));
    expect(news, 4, 1, "the share from client-0 does not open");
    first.take(Stage.MASK); // nobody waits for the others: they have said that they stay out

    RawMasked second = new RawMasked(liar);
    second.take(Stage.ADVERTISE);
    second.make(Stage.SHARE);
    second.submit(with(honest, 2, honest.boxes())); // last round's
    expect(news, 4, 2, "the share from client-0 does not open");
    second.take(Stage.MASK);

    RawMasked third = new RawMasked(liar);
    third.take(Stage.ADVERTISE);
    Shares right = (Shares) third.make(Stage.SHARE);
    Map<String, Bytes> swapped = new HashMap<>(right.boxes());
    swapped.put("client-1", right.boxes().get("client-2"));
    swapped.put("client-2", right.boxes().get("client-1"));
    third.submit(with(right, 3, swapped));
    expect(news, 2, 3, "the share from client-0 does not open");
    third.take(Stage.MASK); // three are left, the liar among them
    third.take(Stage.CONFIRM);
    third.take(Stage.UNMASK);

    takeAll(List.of(new RawMasked(liar)));
    List<RoundReport> all = LiveRun.soon(reports);
    assertThat(all)
        .extracting(report -> report.aggregate().contributors().size())
        .containsExactly(0, 0, 3, 5);
    List<RawClient> clients = new ArrayList<>();
    for (String name : Sample.names(5)) {
      clients.add(new RawClient(name, live.channel()));
    }
    assertThat(all.get(3).aggregate().total()).isEqualTo(open(all.get(3).task(), clients));
  }

  private static Shares with(Shares shares, int round, Map<String, Bytes> boxes) {
    return new Shares(shares.runId(), round, shares.client(), shares.seedCommitment(), boxes);
  }
}
