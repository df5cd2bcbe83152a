package dev.headwater.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.protection.Weighting;
import dev.headwater.learning.rounds.MaskedSum;
import dev.headwater.learning.rounds.TrainTask;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.proto.BackboneDescription;
import dev.headwater.proto.RunDescription;
import dev.headwater.proto.codec.MaskedAssembly;
import dev.headwater.proto.codec.ReceiptCodec;
import dev.headwater.proto.codec.RunCodec;
import dev.headwater.proto.codec.SecAggCodec;
import dev.headwater.proto.codec.StepCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.codec.WorkCodec;
import dev.headwater.secagg.SecAggClient;
import dev.headwater.secagg.SecAggServer;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.Stage;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.secagg.messages.Advertisement;
import dev.headwater.secagg.messages.Confirmation;
import dev.headwater.secagg.messages.MaskedInput;
import dev.headwater.secagg.messages.Shares;
import dev.headwater.secagg.messages.Survivors;
import dev.headwater.secagg.messages.Unmasking;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.Finished;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.ModelPart;
import dev.headwater.v1.ModelRequest;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import dev.headwater.v1.Welcome;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node in a masked round with two honest peers, and a coordinator that changes one message. */
class HostileCoordinatorTest {
  private static final String DIGEST = "ab".repeat(32);
  private static final String RUN = "run-1";
  private static final String NODE = "ann";

  private final ExecutorService work = Executors.newFixedThreadPool(2);
  private final Coordinator coordinator = new Coordinator();
  private final CompletableFuture<String> stayedOut = new CompletableFuture<>();
  private final List<Stage> stages = new CopyOnWriteArrayList<>();
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(coordinator)
            .build()
            .start();
    channel = Channels.open("localhost:" + server.getPort(), work);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    work.shutdownNow();
  }

  private CompletableFuture<Outcome> node(boolean requireMasks) {
    var examples = new LabelledFeatures(new float[] {1, 0, 0, 1}, List.of("dog", "cat"), 2);
    return new ClientNode(
            new ClientSettings(
                NODE, null, "test", Backoff.forEver(), new Demands(requireMasks, 2, 0, 0)),
            channel,
            (run, backbone) -> new PreparedData(DIGEST, examples, LabelledFeatures.none(2)),
            new ClientListener() {
              @Override
              public void securing(int round, Stage stage) {
                stages.add(stage);
              }

              @Override
              public void stayedOut(int round, String reason) {
                stayedOut.complete(reason);
                coordinator.finish();
              }
            },
            work,
            (wait, then) -> work.execute(then))
        .start();
  }

  private String reason() throws Exception {
    assertThat(node(true).get(60, TimeUnit.SECONDS)).isEqualTo(new Outcome.Finished("bye"));
    return stayedOut.getNow("took part");
  }

  private static TrainTask task(double learningRate) {
    return new TrainTask(
        1,
        7,
        Parameters.zeros(new Head(2, 2).layout()),
        new Hyperparameters(1, 1, learningRate, 0, 0, 0),
        new Protection(new Weighting.Uniform(), null, null, true),
        FixedPoint.finest(32, 1024, 3, 0));
  }

  private static SecAggSetup setup() {
    return new SecAggSetup(RUN, 1, 32, MaskedSum.length(6), 3, 2, 2, 2);
  }

  @Test
  void honestCoordinatorGetsTheSumAndOnlyTheSum() throws Exception {
    assertThat(reason()).isEqualTo("took part");
    assertThat(stages).containsExactly(Stage.values());
    long[] sum = Objects.requireNonNull(coordinator.sum);
    assertThat(sum[6]).as("sum of the weights: one client, and two of zeros").isEqualTo(1);
    assertThat(coordinator.submissions)
        .extracting(Submission::getWorkCase)
        .containsExactly(
            Submission.WorkCase.ADVERTISEMENT,
            Submission.WorkCase.SHARES,
            Submission.WorkCase.MASKED_INPUT,
            Submission.WorkCase.CONFIRMATION,
            Submission.WorkCase.UNMASKING);
  }

  @Test
  void rosterForSomebodyElseIsRefused() throws Exception {
    coordinator.change = message -> message.hasRoster() ? recipient(message, "bob") : message;
    assertThat(reason()).contains("a message for bob (expected: for this client)");
    assertThat(stages).endsWith(Stage.SHARE);
    assertThat(coordinator.submissions).hasSize(1);
  }

  private static Assignment recipient(Assignment message, String name) {
    return message.toBuilder()
        .setRoster(message.getRoster().toBuilder().setRecipient(name))
        .build();
  }

  @Test
  void survivorsThatOverlapRevealNothing() throws Exception {
    coordinator.change =
        message ->
            message.hasSurvivors()
                ? SecAggCodec.encode(
                    new Survivors(RUN, 1, List.of(NODE, "bob", "cleo"), List.of("bob")))
                : message;
    assertThat(reason()).contains("bob is called alive and dropped");
    assertThat(coordinator.submissions).hasSize(3);
  }

  @Test
  void confirmationsOfOtherSurvivorsRevealNothing() throws Exception {
    coordinator.change =
        message -> {
          if (!message.hasConfirmations()) {
            return message;
          }
          var lists = message.getConfirmations().toBuilder();
          for (int i = 0; i < lists.getConfirmationsCount(); i++) {
            if (!lists.getConfirmations(i).getClient().equals(NODE)) {
              lists
                  .getConfirmationsBuilder(i)
                  .getConfirmationBuilder()
                  .setSurvivorsDigest(ByteString.copyFrom(new byte[32]));
            }
          }
          return Assignment.newBuilder().setConfirmations(lists).build();
        };
    assertThat(reason()).contains("was told of other survivors");
    assertThat(coordinator.submissions).hasSize(4);
  }

  @Test
  void stepsOfAnotherRoundAndStepsThatComeTwiceChangeNothing() throws Exception {
    coordinator.twice = true;
    assertThat(reason()).isEqualTo("took part");
    assertThat(coordinator.submissions.stream().distinct()).hasSize(5);
    assertThat(coordinator.sum).isNotNull();
  }

  @Test
  void unsafeThresholdEndsTheNode() throws Exception {
    coordinator.change =
        message -> {
          if (!message.hasTrain()) {
            return message;
          }
          var train = message.getTrain().toBuilder();
          train.getSecureAggregationBuilder().setThreshold(1);
          return Assignment.newBuilder().setTrain(train).build();
        };
    assertThat(node(false).get(60, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.reason()).contains("threshold: 1 (expected: 2 to 3"));
    assertThat(coordinator.submissions).isEmpty();
  }

  @Test
  void nodeThatWasPromisedMasksNeverContributesInTheOpen() throws Exception {
    coordinator.change =
        message ->
            message.hasTrain()
                ? Assignment.newBuilder()
                    .setTrain(message.getTrain().toBuilder().clearSecureAggregation())
                    .build()
                : message;
    assertThat(node(true).get(60, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused ->
                assertThat(refused.reason())
                    .startsWith("round 1: a contribution in the open is asked for"));
    assertThat(coordinator.submissions).isEmpty();
  }

  @Test
  void trainingThatDivergesKeepsTheNodeOutOfTheRoundAndAlive() throws Exception {
    coordinator.learningRate = 1e30;
    assertThat(reason()).contains("the training has diverged");
    assertThat(coordinator.submissions)
        .noneMatch(Submission::hasMaskedInput)
        .noneMatch(Submission::hasContribution);
  }

  /** Plays the server and the clients bob and cleo, whose inputs are zeros. */
  private static final class Coordinator extends FederationGrpc.FederationImplBase {
    final List<Submission> submissions = new CopyOnWriteArrayList<>();
    UnaryOperator<Assignment> change = message -> message;
    boolean twice;
    double learningRate = 0.1;
    long @Nullable [] sum;
    private final SecAggServer server =
        new SecAggServer(setup(), Set.of(NODE, "bob", "cleo"), TrustedIdentities.none());
    private final Map<String, SecAggClient> peers =
        Map.of("bob", peer("bob"), "cleo", peer("cleo"));
    private @Nullable StreamObserver<Assignment> stream;
    private Survivors survivors = new Survivors(RUN, 1, List.of(), List.of());

    private static SecAggClient peer(String name) {
      return new SecAggClient(setup(), name, null, TrustedIdentities.none());
    }

    private static <T> T there(Map<String, T> map, String name) {
      return Objects.requireNonNull(map.get(name));
    }

    private synchronized void push(Assignment message) {
      StreamObserver<Assignment> stream = Objects.requireNonNull(this.stream);
      Assignment changed = change.apply(message);
      stream.onNext(changed);
      if (twice && !changed.hasTrain() && !changed.hasPart()) {
        if (changed.hasRoster()) {
          stream.onNext(
              changed.toBuilder().setRoster(changed.getRoster().toBuilder().setRound(2)).build());
        }
        stream.onNext(changed);
      }
    }

    synchronized void finish() {
      Objects.requireNonNull(stream)
          .onNext(
              Assignment.newBuilder().setFinished(Finished.newBuilder().setSummary("bye")).build());
    }

    @Override
    public void getModel(ModelRequest request, StreamObserver<ModelPart> observer) {
      var run =
          new RunDescription(
              RUN,
              "test",
              List.of("cat", "dog"),
              32,
              List.of(0f, 0f, 0f),
              List.of(1f, 1f, 1f),
              new BackboneDescription(DIGEST, "sample", 2, false),
              0,
              7,
              false);
      observer.onNext(ModelPart.newBuilder().setRun(RunCodec.encode(run)).build());
      observer.onCompleted();
    }

    @Override
    public synchronized void join(JoinRequest request, StreamObserver<Assignment> observer) {
      stream = observer;
      ((ServerCallStreamObserver<Assignment>) observer).setOnCancelHandler(() -> {});
      observer.onNext(
          Assignment.newBuilder()
              .setWelcome(
                  Welcome.newBuilder()
                      .setRunId(RUN)
                      .setSession(ByteString.copyFromUtf8("s"))
                      .setLabels(RunCodec.labels(List.of("cat", "dog"))))
              .build());
      WorkCodec.encode(new Work.Train(task(learningRate), setup())).forEach(this::push);
    }

    @Override
    public synchronized void submit(Submission message, StreamObserver<Receipt> observer) {
      boolean again = message.hasWithdrawal() || submissions.contains(message);
      if (!message.hasWithdrawal()) {
        submissions.add(message);
      }
      observer.onNext(ReceiptCodec.encode(new dev.headwater.learning.rounds.Receipt.Accepted()));
      observer.onCompleted();
      if (!again) {
        step(message);
      }
    }

    /** Takes the node's step and the peers', and sends what follows. */
    private void step(Submission message) {
      if (message.hasMaskedInput()) {
        var whole = new MaskedAssembly(message, setup());
        whole.add(message.getMaskedInput().getPart());
        MaskedInput input = whole.finish();
        server.accept(input);
        survivors = server.closeMasking();
        push(SecAggCodec.encode(survivors));
        return;
      }
      switch (message.getWorkCase()) {
        case ADVERTISEMENT -> {
          server.accept((Advertisement) StepCodec.decode(message));
          peers.values().forEach(peer -> server.accept(peer.advertise()));
          var rosters = server.closeAdvertising();
          peers.forEach((name, peer) -> server.accept(peer.share(there(rosters, name))));
          push(SecAggCodec.encode(there(rosters, NODE)));
        }
        case SHARES -> {
          server.accept((Shares) StepCodec.decode(message));
          var inboxes = server.closeSharing();
          long[] zeros = new long[setup().length()];
          peers.forEach((name, peer) -> server.accept(peer.mask(there(inboxes, name), zeros)));
          push(SecAggCodec.encode(there(inboxes, NODE)));
        }
        case CONFIRMATION -> {
          server.accept((Confirmation) StepCodec.decode(message));
          peers.values().forEach(peer -> server.accept(peer.confirm(survivors)));
          var confirmations = server.closeConfirming();
          peers.forEach(
              (name, peer) -> server.accept(peer.unmask(survivors, there(confirmations, name))));
          push(SecAggCodec.encode(there(confirmations, NODE)));
        }
        default -> {
          server.accept((Unmasking) StepCodec.decode(message));
          sum = server.finish();
          finish();
        }
      }
    }
  }
}
