package dev.headwater.coordinator;

import com.google.protobuf.ByteString;
import dev.headwater.client.data.PreparedData;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Arithmetic;
import dev.headwater.proto.Protocol;
import dev.headwater.proto.codec.SubmissionCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.codec.WorkAssembly;
import dev.headwater.proto.signing.ClientKey;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.DescribeRun;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.ModelRequest;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client that does by hand, and wrongly if it is told to, what a node does. */
public final class RawClient implements StreamObserver<Assignment> {
  public final String name;
  public final FederationGrpc.FederationBlockingStub stub;
  public final CompletableFuture<Status> ended = new CompletableFuture<>();
  private final CompletableFuture<Assignment> first = new CompletableFuture<>();
  private final int features;
  private final PreparedData data;
  private final FederationGrpc.FederationStub calls;
  private final BlockingQueue<Assignment> messages = new LinkedBlockingQueue<>();
  private final WorkAssembly assembly = new WorkAssembly("run-1");
  public ByteString session = ByteString.EMPTY;
  public String token = "";

  /** The key that LiveRun's node of this name has, too. */
  public ClientKey key;

  public RawClient(String name, ManagedChannel channel) {
    this(name, FederationGrpc.newStub(channel), FederationGrpc.newBlockingStub(channel));
  }

  public RawClient(
      String name,
      FederationGrpc.FederationStub calls,
      FederationGrpc.FederationBlockingStub stub) {
    this(name, calls, stub, Sample.FEATURES);
  }

  public RawClient(
      String name,
      FederationGrpc.FederationStub calls,
      FederationGrpc.FederationBlockingStub stub,
      int features) {
    this.name = name;
    this.key = LiveRun.key(name);
    this.calls = calls;
    this.stub = stub;
    this.features = features;
    this.data = Sample.data(name, features);
  }

  /** A challenge of the coordinator's, as every description has one. */
  public ByteString challenge() {
    return stub.getModel(
            ModelRequest.newBuilder()
                .setToken(token)
                .setRun(DescribeRun.getDefaultInstance())
                .build())
        .next()
        .getRun()
        .getChallenge();
  }

  public JoinRequest.Builder request() {
    return JoinRequest.newBuilder()
        .setClient(name)
        .setToken(token)
        .addAllLabels(new TreeSet<>(data.train().labels()))
        .setNumExamples(data.train().size())
        .setNumHeldOut(data.heldOut().size())
        .setBackboneDigest(Sample.DIGEST)
        .setFeatureLength(features)
        .setSoftwareVersion("raw")
        .setProtocolVersion(Protocol.VERSION)
        .setArithmetic(Arithmetic.VERSION);
  }

  /** As a node signs it, with a challenge of its own. */
  public JoinRequest signed(JoinRequest.Builder request) {
    return key.sign(request.setChallenge(challenge()).build());
  }

  public RawClient join() throws InterruptedException {
    open(signed(request()));
    session = next(Assignment.WorkCase.WELCOME).getWelcome().getSession();
    return this;
  }

  /** Sends a request as it is; what comes of it comes later. */
  public RawClient open(JoinRequest request) {
    calls.join(request, this);
    return this;
  }

  /** Whether the stream begins with a welcome rather than with a refusal. */
  public boolean welcomed() throws Exception {
    return CompletableFuture.anyOf(first, ended).get(LiveRun.PATIENCE_SECONDS, TimeUnit.SECONDS)
        instanceof Assignment;
  }

  private Assignment next() throws InterruptedException {
    Assignment message = messages.poll(LiveRun.PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("nothing came for " + name);
    }
    return message;
  }

  /** The next message of a kind; others are passed over. */
  public Assignment next(Assignment.WorkCase kind) throws InterruptedException {
    while (true) {
      Assignment message = next();
      if (message.getWorkCase() == kind) {
        return message;
      }
    }
  }

  /** The next train task, put together. */
  public TrainTask task() throws InterruptedException {
    return train().task();
  }

  /** The next train task and how it is masked. */
  public Work.Train train() throws InterruptedException {
    while (true) {
      Assignment message = next();
      boolean work =
          switch (message.getWorkCase()) {
            case MEMORY, TRAIN, EVALUATE, PART -> true;
            default -> false;
          };
      @Nullable Work done = work ? assembly.add(message) : null;
      if (done instanceof Work.Train train) {
        return train;
      }
    }
  }

  public Contribution contribute(TrainTask task) {
    return Tasks.contribute(name, Sample.indexed(data.train()), task);
  }

  public List<Submission> submissions(Contribution contribution, TrainTask task) {
    return SubmissionCodec.encode(contribution, task.schema(), "run-1", session);
  }

  public Submission submission(TrainTask task) {
    return submissions(contribute(task), task).get(0);
  }

  public Receipt submit(Submission message) {
    return stub.submit(key.sign(message).toBuilder().setSession(message.getSession()).build());
  }

  @Override
  public void onNext(Assignment message) {
    first.complete(message);
    messages.add(message);
  }

  @Override
  public void onError(Throwable error) {
    ended.complete(Status.fromThrowable(error));
  }

  @Override
  public void onCompleted() {
    ended.complete(Status.OK);
  }
}
