package dev.headwater.client;

import static dev.headwater.client.Loopback.DIGEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.client.connection.Backoff;
import dev.headwater.client.data.LabelledFeatures;
import dev.headwater.client.data.PreparedData;
import dev.headwater.client.ledger.DataIdentity;
import dev.headwater.client.ledger.FileLedger;
import dev.headwater.client.ledger.Rounds;
import dev.headwater.client.policy.Demands;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.codec.ReceiptCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.codec.WorkCodec;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.Finished;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.ModelPart;
import dev.headwater.v1.ModelRequest;
import dev.headwater.v1.Submission;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A coordinator that asks for a round again, after a crash of its own or in order to learn more.
 */
class RepeatedRoundsTest {

  private final Asking coordinator = new Asking();
  private final List<String> stayedOut = new CopyOnWriteArrayList<>();
  private Consumer<Integer> whileItTrains = round -> {};
  private final Path folder;
  private Loopback loopback;

  RepeatedRoundsTest(@TempDir Path folder) {
    this.folder = folder.resolve("ledger"); // beside it, ledgers of other lives
  }

  @BeforeEach
  void start() throws IOException {
    loopback = new Loopback(coordinator, 2);
  }

  @AfterEach
  void stop() {
    loopback.close();
  }

  /** One life of the node: it answers what it is asked, one after the other. */
  private NodeOutcome life(String runId, Demands demands, Work... asked) throws Exception {
    return life(folder, runId, demands, asked);
  }

  private NodeOutcome life(Path ledger, String runId, Demands demands, Work... asked)
      throws Exception {
    coordinator.begin(runId, asked);
    var examples = new LabelledFeatures(new float[] {1, 0, 0, 1}, List.of("dog", "cat"), 2);
    return new ClientNode(
            new ClientSettings(
                "ann",
                null,
                "test",
                Backoff.forEver(),
                demands,
                null,
                TrustedIdentities.none(),
                run -> new InMemory(),
                new FileLedger(ledger)),
            loopback.channel(),
            (run, backbone) ->
                new PreparedData(
                    DIGEST, examples, examples, new DataIdentity("cd".repeat(32), "/data/mine")),
            new ClientListener() {
              @Override
              public void training(int round) {
                whileItTrains.accept(round);
              }

              @Override
              public void stayedOut(int round, String reason) {
                stayedOut.add(reason);
              }
            },
            loopback.work(),
            (wait, then) -> loopback.work().execute(then))
        .start()
        .get(60, TimeUnit.SECONDS);
  }

  private List<Submission> contributions() {
    return coordinator.got.stream().filter(Submission::hasContribution).toList();
  }

  private static Protection local() {
    return Rounds.local(1);
  }

  private static Work round(int number, float at, Protection protection) {
    return Rounds.open(number, at, protection);
  }

  @Test
  void anotherSetupOfAnAnsweredRoundIsNotAnsweredAlsoAfterARestart() throws Exception {
    life("run-1", Demands.NONE, round(1, 0, Protection.NONE));
    assertThat(contributions()).hasSize(1);

    NodeOutcome outcome = life("run-2", Demands.NONE, round(1, 0.5f, Protection.NONE));

    assertThat(outcome).isEqualTo(new NodeOutcome.Finished("bye"));
    assertThat(contributions()).hasSize(1);
    assertThat(coordinator.got).last().matches(Submission::hasWithdrawal);
    assertThat(stayedOut).singleElement().asString().contains("for another setup");
  }

  @Test
  void theSameRoundIsAnsweredWithTheSameBytesAlsoAfterARestart() throws Exception {
    life("run-1", Demands.NONE, round(1, 0, Protection.NONE));
    life("run-2", Demands.NONE, round(1, 0, Protection.NONE));
    assertThat(contributions())
        .hasSize(2)
        .extracting(Submission::getContribution)
        .containsOnly(contributions().get(0).getContribution());
  }

  /** Two draws of noise on one answer are less noise than one. */
  @Test
  void noiseIsDrawnOnceForARoundHoweverOftenItIsAsked() throws Exception {
    life("run-1", Demands.NONE, round(1, 0, local()));
    life("run-2", Demands.NONE, round(1, 0, local()), round(2, 0, local()));
    assertThat(contributions()).hasSize(3);
    var first = contributions().get(0).getContribution();
    assertThat(contributions().get(1).getContribution()).isEqualTo(first);
    assertThat(contributions().get(1).getRunId()).isEqualTo("run-2");
    assertThat(contributions().get(2).getContribution()).isNotEqualTo(first);
  }

  /** The ledger as a node leaves it that is killed while it trains. */
  @Test
  void aNodeThatDiesWhileItTrainsWithNoiseHasEnteredNothingAndAnswersWhenItReturns()
      throws Exception {
    Path left = folder.resolveSibling("left");
    whileItTrains = round -> copy(folder, left);
    life("run-1", Demands.NONE, round(1, 0, local()));
    assertThat(contributions()).hasSize(1);

    whileItTrains = round -> {};
    life(left, "run-1", Demands.NONE, round(1, 0, local()));

    assertThat(stayedOut).isEmpty();
    assertThat(contributions()).hasSize(2);
    assertThat(new FileLedger(left).participations()).hasSize(1);
  }

  @Test
  void noiseIsNotSentThatAnotherProcessHasSentMeanwhileForTheSameAnswer() throws Exception {
    Path theirs = folder.resolveSibling("theirs");
    whileItTrains = round -> copy(theirs, folder);
    life(theirs, "run-1", Demands.NONE, round(1, 0, local()));
    life("run-1", Demands.NONE, round(1, 0, local()));
    assertThat(contributions()).hasSize(1);
    assertThat(stayedOut).singleElement().asString().contains("by another process");
  }

  private static void copy(Path from, Path to) {
    try (var files = Files.walk(from)) {
      for (Path one : files.toList()) {
        Path at = to.resolve(from.relativize(one));
        if (Files.isDirectory(one)) {
          Files.createDirectories(at);
        } else {
          Files.write(at, Files.readAllBytes(one));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aNoisedAnswerThatWasLostIsNotGivenAgain() throws Exception {
    life("run-1", Demands.NONE, round(1, 0, local()));
    try (var files = Files.list(folder.resolve("kept"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    life("run-2", Demands.NONE, round(1, 0, local()));
    assertThat(contributions()).hasSize(1);
    assertThat(stayedOut).singleElement().asString().contains("the answer was not kept");
  }

  @Test
  void whoeverDemandsAnythingHoldsNothingOutAndLeavesWhenAskedForScores() throws Exception {
    Demands noisy = new Demands(null, 0.5, 0, Demands.NONE.limits());
    Work evaluation =
        new Work.Evaluate(1, new LinearModel(2, 2), Rounds.open(1, 0, local()).task().parameters());
    NodeOutcome outcome = life("run-1", noisy, round(1, 0, local()), evaluation);
    assertThat(coordinator.heldOut).isZero();
    assertThat(outcome)
        .isInstanceOfSatisfying(
            NodeOutcome.Refused.class,
            refused -> assertThat(refused.reason()).contains("scores on this node's pictures"));
    assertThat(coordinator.got).noneMatch(Submission::hasEvaluation);
    life("run-1", Demands.NONE, round(2, 0, local()));
    assertThat(coordinator.heldOut).isEqualTo(2);
  }

  /** Asks for one work after the other, whatever it gets. */
  private static final class Asking extends FederationGrpc.FederationImplBase {
    final List<Submission> got = new CopyOnWriteArrayList<>();
    volatile int heldOut = -1;
    private final Deque<Work> left = new ArrayDeque<>();
    private String runId = "";
    private @Nullable StreamObserver<Assignment> stream;

    synchronized void begin(String run, Work... asked) {
      runId = run;
      left.clear();
      left.addAll(List.of(asked));
    }

    @Override
    public synchronized void getModel(ModelRequest request, StreamObserver<ModelPart> observer) {
      observer.onNext(Loopback.described(runId, Loopback.LABELS));
      observer.onCompleted();
    }

    @Override
    public synchronized void join(JoinRequest request, StreamObserver<Assignment> observer) {
      stream = observer;
      heldOut = request.getNumHeldOut();
      observer.onNext(Loopback.welcome(runId, "s", Loopback.LABELS));
      next();
    }

    private void next() {
      StreamObserver<Assignment> open = Objects.requireNonNull(stream);
      if (left.isEmpty()) {
        open.onNext(
            Assignment.newBuilder().setFinished(Finished.newBuilder().setSummary("bye")).build());
      } else {
        WorkCodec.encode(left.remove()).forEach(open::onNext);
      }
    }

    @Override
    public synchronized void submit(
        Submission message, StreamObserver<dev.headwater.v1.Receipt> observer) {
      got.add(message);
      observer.onNext(ReceiptCodec.encode(new Receipt.Accepted()));
      observer.onCompleted();
      next();
    }
  }
}
