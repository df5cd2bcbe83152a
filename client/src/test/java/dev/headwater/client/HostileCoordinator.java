package dev.headwater.client;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.proto.codec.ReceiptCodec;
import dev.headwater.proto.codec.SecAggCodec;
import dev.headwater.proto.codec.StepCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.codec.WorkCodec;
import dev.headwater.proto.codec.vectors.MaskedAssembly;
import dev.headwater.secagg.SecAggClient;
import dev.headwater.secagg.SecAggServer;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.secagg.messages.Advertisement;
import dev.headwater.secagg.messages.Confirmation;
import dev.headwater.secagg.messages.MaskedInput;
import dev.headwater.secagg.messages.Shares;
import dev.headwater.secagg.messages.Survivors;
import dev.headwater.secagg.messages.Unmasking;
import dev.headwater.secagg.primitives.Identity;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.Finished;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.ModelPart;
import dev.headwater.v1.ModelRequest;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Plays the server and the clients bob and cleo, whose inputs are zeros. */
final class HostileCoordinator extends FederationGrpc.FederationImplBase {
  static final String RUN = "run-1";
  static final String NODE = "ann";

  /** Of bob and cleo, who always sign. */
  static final Map<String, Identity> IDENTITIES = Map.of("bob", identity(1), "cleo", identity(2));

  final List<Submission> submissions = new CopyOnWriteArrayList<>();
  UnaryOperator<Assignment> change = message -> message;
  boolean twice;
  double learningRate = 0.1;
  long @Nullable [] sum;
  private final SecAggServer server =
      new SecAggServer(bound(0.1), Set.of(NODE, "bob", "cleo"), TrustedIdentities.none());
  private final Map<String, SecAggClient> peers = Map.of("bob", peer("bob"), "cleo", peer("cleo"));
  private @Nullable StreamObserver<Assignment> stream;
  private Survivors survivors = new Survivors(RUN, 1, List.of(), List.of());

  static Identity identity(int seed) {
    byte[] bytes = new byte[Identity.KEY_BYTES];
    bytes[0] = (byte) seed;
    return Identity.fromSeed(bytes);
  }

  static TrainTask task(double learningRate) {
    return Tasks.sgd(
        1,
        7,
        Parameters.zeros(new Head(2, 2).layout()),
        new Hyperparameters(1, 1, learningRate, 0, 0, 0),
        new Protection(new Weighting.Uniform(), null, null, true),
        FixedPoint.finest(32, 1024, 3, 0));
  }

  static SecAggSetup setup() {
    return new SecAggSetup(RUN, 1, 32, task(0.1).schema().length(), 3, 2, 3, 3);
  }

  /** The setup as everybody has it who was given this task. */
  static SecAggSetup bound(double learningRate) {
    Work.Train work = new Work.Train(task(learningRate), setup());
    return setup().of(WorkCodec.taskDigest(work));
  }

  private static SecAggClient peer(String name) {
    return new SecAggClient(bound(0.1), name, there(IDENTITIES, name), TrustedIdentities.none());
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
    observer.onNext(Loopback.described(RUN, Loopback.LABELS));
    observer.onCompleted();
  }

  @Override
  public synchronized void join(JoinRequest request, StreamObserver<Assignment> observer) {
    stream = observer;
    ((ServerCallStreamObserver<Assignment>) observer).setOnCancelHandler(() -> {});
    observer.onNext(Loopback.welcome(RUN, "s", Loopback.LABELS));
    WorkCodec.encode(new Work.Train(task(learningRate), setup())).forEach(this::push);
  }

  @Override
  public synchronized void submit(Submission message, StreamObserver<Receipt> observer) {
    boolean again = message.hasWithdrawal() || submissions.contains(message);
    if (!message.hasWithdrawal()) {
      submissions.add(message);
    }
    observer.onNext(ReceiptCodec.encode(new dev.headwater.learning.tasks.Receipt.Accepted()));
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
