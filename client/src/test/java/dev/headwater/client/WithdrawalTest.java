package dev.headwater.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.connection.Post;
import dev.headwater.client.data.LabelledFeatures;
import dev.headwater.client.data.PreparedData;
import dev.headwater.client.ledger.ClientLedger;
import dev.headwater.client.ledger.DataIdentity;
import dev.headwater.client.ledger.Participation;
import dev.headwater.client.ledger.Verdict;
import dev.headwater.client.policy.Demands;
import dev.headwater.learning.clients.Conduct;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.proto.codec.ReceiptCodec;
import dev.headwater.proto.codec.StepCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.codec.WorkCodec;
import dev.headwater.secagg.SecAggClient;
import dev.headwater.secagg.SecAggServer;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.secagg.messages.Advertisement;
import dev.headwater.secagg.messages.Shares;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.Submission;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A client that takes no further part says so: the others wait for its word. */
class WithdrawalTest {
  private static final long PATIENCE_SECONDS = 60;

  private final Recorder coordinator = new Recorder();
  private final AtomicReference<@Nullable MaskedWork> ann = new AtomicReference<>();
  private final CountDownLatch aboutToSay = new CountDownLatch(1);
  private final CountDownLatch inputIsReady = new CountDownLatch(1);

  @Test
  void theWordIsSentAlsoIfTheNextAnswerIsReadyAtTheSameMoment() throws Exception {
    Work.Train work = work();
    var server =
        new SecAggServer(
            masks(work).of(WorkCodec.taskDigest(work)),
            Set.of("ann", "bob", "cleo"),
            TrustedIdentities.none());
    Map<String, SecAggClient> others = Map.of("bob", peer(work, "bob"), "cleo", peer(work, "cleo"));
    try (Loopback loopback = new Loopback(coordinator, 2)) {
      MaskedWork mine = maskedWork(work, loopback);
      ann.set(mine);
      mine.advertise();
      server.accept((Advertisement) StepCodec.decode(coordinator.next()));
      others.values().forEach(peer -> server.accept(peer.advertise()));
      var rosters = server.closeAdvertising();
      mine.received(of(rosters, "ann"));
      server.accept((Shares) StepCodec.decode(coordinator.next()));
      others.forEach((name, peer) -> server.accept(peer.share(of(rosters, name))));
      mine.received(of(server.closeSharing(), "ann"));

      mine.train(trainer()); // its masked input is ready while another thread withdraws
      inputIsReady.countDown();

      assertThat(coordinator.next().getWorkCase()).isEqualTo(Submission.WorkCase.WITHDRAWAL);
    }
  }

  /** Between the moment in which the word is kept and that in which it is sent. */
  private final class Slow implements ClientListener {
    @Override
    public void stayedOut(int round, String reason) {
      aboutToSay.countDown();
      await(inputIsReady);
    }
  }

  /** Another thread withdraws as soon as the masked input is made, before it is kept. */
  private final class WithdrawsMeanwhile implements ClientLedger {
    @Override
    public Verdict check(Supplier<Participation> next, Demands demands) {
      return new Verdict.New();
    }

    @Override
    public Verdict enter(Supplier<Participation> next, Demands demands, List<Submission> kept) {
      return new Verdict.New();
    }

    @Override
    public void sent(Supplier<Participation> of, List<Submission> answer) {
      MaskedWork work = Objects.requireNonNull(ann.get());
      new Thread(() -> work.stayOut(new Verdict.StayOut("enough")), "withdraws").start();
      await(aboutToSay);
    }

    @Override
    public List<Submission> kept(Supplier<Participation> of) {
      return List.of();
    }
  }

  /** Takes everything that is sent. */
  private static final class Recorder extends FederationGrpc.FederationImplBase {
    private final BlockingQueue<Submission> got = new LinkedBlockingQueue<>();

    @Override
    public void submit(Submission message, StreamObserver<dev.headwater.v1.Receipt> observer) {
      got.add(message);
      observer.onNext(ReceiptCodec.encode(new Receipt.Accepted()));
      observer.onCompleted();
    }

    Submission next() throws InterruptedException {
      Submission message = got.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("nothing was sent in %d s".formatted(PATIENCE_SECONDS));
      }
      return message;
    }
  }

  private MaskedWork maskedWork(Work.Train work, Loopback loopback) {
    var settings =
        new ClientSettings(
            "ann",
            null,
            "test",
            Backoff.forEver(),
            Demands.NONE,
            null,
            TrustedIdentities.none(),
            run -> new InMemory(),
            new WithdrawsMeanwhile());
    var account = new Account(settings, "memory-1", data(), Loopback.LABELS, work);
    var post =
        new Post(
            FederationGrpc.newStub(loopback.channel()),
            () -> ByteString.EMPTY,
            settings.key(),
            settings.backoff(),
            (wait, then) -> {});
    var listener = new Slow();
    return new MaskedWork(
        work, masks(work), account, post, Runnable::run, said -> said.accept(listener));
  }

  private static SecAggClient peer(Work.Train work, String name) {
    return new SecAggClient(
        masks(work).of(WorkCodec.taskDigest(work)), name, null, TrustedIdentities.none());
  }

  private static SecAggSetup masks(Work.Train work) {
    return Objects.requireNonNull(work.masks());
  }

  private static <M> M of(Map<String, M> messages, String name) {
    return Objects.requireNonNull(messages.get(name));
  }

  private static Work.Train work() {
    TrainTask task =
        Tasks.sgd(
            1,
            7,
            Parameters.zeros(new Head(2, 2).layout()),
            new Hyperparameters(1, 1, 0.1, 0, 0, 0),
            new Protection(new Weighting.Uniform(), null, null, true),
            FixedPoint.finest(64, 1024, 3, 0));
    return new Work.Train(
        task, new SecAggSetup("run-1", 1, 64, task.schema().length(), 3, 2, 3, 3));
  }

  private static Trainer trainer() {
    return new Trainer(
        "ann", "run-1", data(), Loopback.LABELS, new InMemory(), false, Conduct.HONEST);
  }

  private static PreparedData data() {
    var examples = new LabelledFeatures(new float[] {1, 0, .3f, 1}, List.of("dog", "cat"), 2);
    return new PreparedData(
        Loopback.DIGEST,
        examples,
        LabelledFeatures.none(2),
        new DataIdentity("cd".repeat(32), "/data/ann"));
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(
            "the other thread did not come in %d s".formatted(PATIENCE_SECONDS));
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
