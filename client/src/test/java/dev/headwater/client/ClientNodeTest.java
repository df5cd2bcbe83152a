package dev.headwater.client;

import static dev.headwater.client.Loopback.DIGEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.connection.Delay;
import dev.headwater.client.data.DataPreparer;
import dev.headwater.client.data.LabelledFeatures;
import dev.headwater.client.data.PreparedData;
import dev.headwater.client.ledger.DataIdentity;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.proto.codec.ReceiptCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.codec.WorkCodec;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.Finished;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.ModelPart;
import dev.headwater.v1.ModelRequest;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node against a coordinator that follows a script. */
class ClientNodeTest {
  private static final LabelledFeatures EXAMPLES =
      new LabelledFeatures(new float[] {1, 0, 0, 1}, List.of("dog", "cat"), 2);

  private final SlowReceipt script = new SlowReceipt();
  private Loopback loopback;

  @BeforeEach
  void start() throws IOException {
    loopback = new Loopback(script, 1);
  }

  @AfterEach
  void stop() {
    loopback.close();
  }

  private NodeOutcome outcome(DataPreparer preparer, int attempts) throws Exception {
    return outcome(preparer, attempts, ClientListener.NONE);
  }

  private NodeOutcome outcome(DataPreparer preparer, int attempts, ClientListener listener)
      throws Exception {
    var node =
        new ClientNode(
            new ClientSettings("ann", "secret", "test", Backoff.forEver().upTo(attempts)),
            loopback.channel(),
            preparer,
            listener,
            loopback.work(),
            (wait, then) -> loopback.work().execute(then));
    return node.start().get(60, TimeUnit.SECONDS);
  }

  private NodeOutcome outcome() throws Exception {
    return outcome(
        (run, backbone) ->
            new PreparedData(DIGEST, EXAMPLES, LabelledFeatures.none(2), DataIdentity.SIMULATED),
        5);
  }

  private static List<Assignment> train(int round) {
    return WorkCodec.encode(
        new Work.Train(
            Tasks.sgd(
                round,
                7,
                Parameters.zeros(new Head(2, 2).layout()),
                new Hyperparameters(1, 1, 0.1, 0, 0, 0),
                Protection.NONE,
                FixedPoint.finest(1024, 100))));
  }

  @Test
  void submissionIsRepeatedUntilItIsAnsweredAndTheStreamIsSearchedAgain() throws Exception {
    script.joins.add(Status.UNAVAILABLE);
    script.receipts.add(Status.UNAVAILABLE);
    script.receipts.add(Status.DEADLINE_EXCEEDED);
    assertThat(outcome()).isEqualTo(new NodeOutcome.Finished("bye"));
    assertThat(script.requests).hasSize(2);
    assertThat(script.requests.get(0).getToken()).isEqualTo("secret");
    assertThat(script.requests.get(0).getLabelsList()).containsExactly("cat", "dog");
    assertThat(script.submissions).hasSize(3).containsOnly(script.submissions.get(0));
    assertThat(script.submissions.get(0).getSession()).isEqualTo(ByteString.copyFromUtf8("s2"));
    assertThat(script.submissions.get(0).getContribution().getNumExamples()).isEqualTo(2);
  }

  @Test
  void receiptThatComesAfterNewWorkIsToldAllTheSame() throws Exception {
    script.slow = true;
    var heard = new ArrayList<String>();
    var listener =
        new ClientListener() {
          @Override
          public void submitted(int round, dev.headwater.learning.tasks.Receipt receipt) {
            heard.add(round + " " + receipt.getClass().getSimpleName());
            if (round == 2) {
              script.answerTheFirst();
            } else {
              script.finish();
            }
          }
        };
    assertThat(
            outcome(
                (run, backbone) ->
                    new PreparedData(
                        DIGEST, EXAMPLES, LabelledFeatures.none(2), DataIdentity.SIMULATED),
                5,
                listener))
        .isEqualTo(new NodeOutcome.Finished("bye"));
    assertThat(heard).containsExactly("2 Accepted", "1 Late");
    assertThat(script.submissions).extracting(Submission::getRound).containsExactly(1, 2);
  }

  @Test
  void finalStatusEndsTheNodeWithItsSentence() throws Exception {
    script.joins.add(Status.FAILED_PRECONDITION.withDescription("label: otter"));
    assertThat(outcome()).isEqualTo(new NodeOutcome.Refused("label: otter"));
    assertThat(script.requests).hasSize(1);
  }

  @Test
  void attemptsCanBeLimited() throws Exception {
    for (int i = 0; i < 5; i++) {
      script.joins.add(Status.UNAVAILABLE.withDescription("away"));
    }
    assertThat(outcome()).isEqualTo(new NodeOutcome.Unreachable("away"));
    assertThat(script.requests).hasSize(5);
  }

  @Test
  void dataThatCannotBePreparedEndsTheNodeWithItsSentence() throws Exception {
    assertThat(
            outcome(
                (run, backbone) -> {
                  throw new UserDataException("folder: empty");
                },
                5))
        .isEqualTo(new NodeOutcome.Refused("folder: empty"));
    assertThat(script.requests).isEmpty();
  }

  @Test
  void labelThatTheRunDoesNotKnowIsNamed() throws Exception {
    script.labels = List.of("cat", "fox");
    assertThat(outcome())
        .isInstanceOfSatisfying(
            NodeOutcome.Refused.class,
            refused -> assertThat(refused.reason()).contains("label: dog is not among"));
  }

  @Test
  void stoppedNodeLeaves() throws Exception {
    var node =
        new ClientNode(
            new ClientSettings("ann", null, "test", Backoff.forEver()),
            loopback.channel(),
            (run, backbone) -> {
              throw new IOException("never reached in time");
            },
            ClientListener.NONE,
            task -> {}, // nothing ever runs
            Delay.REAL);
    CompletableFuture<NodeOutcome> outcome = node.start();
    node.stop();
    assertThat(outcome).isCompletedWithValue(new NodeOutcome.Stopped());
    assertThatThrownBy(node::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void defectOfThePreparerFailsTheOutcome() {
    assertThatThrownBy(
            () ->
                outcome(
                    (run, backbone) -> {
                      throw new IllegalStateException("defect");
                    },
                    5))
        .hasRootCauseMessage("defect");
  }

  @Test
  void impossibleNamesAreRefusedEarly() {
    assertThatThrownBy(() -> new ClientSettings("a\nb", null, "test", Backoff.forEver()))
        .hasMessageContaining("client name");
    assertThatThrownBy(() -> Channels.open("nowhere", loopback.work()))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("coordinator: 'nowhere' (expected: host:port");
  }

  /** Fails as it is told, then welcomes, gives one task, and ends the run after its answer. */
  private static class Script extends FederationGrpc.FederationImplBase {
    final Deque<Status> joins = new ArrayDeque<>();
    final Deque<Status> receipts = new ArrayDeque<>();
    final List<JoinRequest> requests = new ArrayList<>();
    final List<Submission> submissions = new ArrayList<>();
    List<String> labels = List.of("cat", "dog");
    @Nullable StreamObserver<Assignment> stream;

    @Override
    public synchronized void getModel(ModelRequest request, StreamObserver<ModelPart> observer) {
      observer.onNext(Loopback.described("run-1", labels));
      observer.onCompleted();
    }

    @Override
    public synchronized void join(JoinRequest request, StreamObserver<Assignment> observer) {
      requests.add(request);
      Status failure = joins.poll();
      if (failure != null) {
        observer.onError(failure.asRuntimeException());
        return;
      }
      stream = observer;
      observer.onNext(Loopback.welcome("run-1", "s" + requests.size(), labels));
      train(1).forEach(observer::onNext);
    }

    @Override
    public synchronized void submit(Submission request, StreamObserver<Receipt> observer) {
      submissions.add(request);
      Status failure = receipts.poll();
      if (failure != null) {
        observer.onError(failure.asRuntimeException());
        return;
      }
      answer(observer, new dev.headwater.learning.tasks.Receipt.Accepted());
      finish();
    }

    static void answer(
        StreamObserver<Receipt> observer, dev.headwater.learning.tasks.Receipt receipt) {
      observer.onNext(ReceiptCodec.encode(receipt));
      observer.onCompleted();
    }

    synchronized void finish() {
      if (stream != null) {
        stream.onNext(
            Assignment.newBuilder().setFinished(Finished.newBuilder().setSummary("bye")).build());
        stream.onCompleted();
      }
    }
  }

  /** If it is to be slow, gives the second round before it has answered the first. */
  private static final class SlowReceipt extends Script {
    boolean slow;
    private @Nullable StreamObserver<Receipt> owed;

    @Override
    public synchronized void submit(Submission request, StreamObserver<Receipt> observer) {
      if (!slow) {
        super.submit(request, observer);
        return;
      }
      submissions.add(request);
      if (request.getRound() == 1 && stream != null) {
        owed = observer;
        train(2).forEach(stream::onNext);
      } else {
        answer(observer, new dev.headwater.learning.tasks.Receipt.Accepted());
      }
    }

    synchronized void answerTheFirst() {
      if (owed != null) {
        answer(owed, new dev.headwater.learning.tasks.Receipt.Late());
      }
    }
  }
}
