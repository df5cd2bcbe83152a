package dev.headwater.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.client.connection.Backoff;
import dev.headwater.client.data.LabelledFeatures;
import dev.headwater.client.data.PreparedData;
import dev.headwater.client.ledger.DataIdentity;
import dev.headwater.client.ledger.FileLedger;
import dev.headwater.client.policy.Demands;
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
import dev.headwater.proto.codec.SecAggCodec;
import dev.headwater.proto.codec.StepCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.codec.WorkCodec;
import dev.headwater.secagg.SecAggServer;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.secagg.messages.Advertisement;
import dev.headwater.secagg.messages.Shares;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.Finished;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.ModelPart;
import dev.headwater.v1.ModelRequest;
import dev.headwater.v1.Submission;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A coordinator that sends one client of three the task, and the others one whose answers are zero
 * or without noise: the sum over three would be one client's answer (model inconsistency; Pasquini,
 * Francati and Ateniese 2022).
 */
class SplitTaskTest {
  private static final List<String> NAMES = List.of("ann", "bob", "cleo");

  @TempDir Path folder = Path.of("");
  private final List<String> stayedOut = new CopyOnWriteArrayList<>();

  private static Work.Train masked(double rate) {
    TrainTask task =
        Tasks.sgd(
            1,
            7,
            Parameters.zeros(new Head(2, 2).layout()),
            new Hyperparameters(1, 1, rate, 0, 0, 0),
            new Protection(new Weighting.Uniform(), null, null, true),
            FixedPoint.finest(64, 1024, 3, 0));
    return new Work.Train(
        task, new SecAggSetup("run-1", 1, 64, task.schema().length(), 3, 2, 3, 3));
  }

  @Test
  void clientsThatWereGivenOneTaskShareTheirKeys() throws Exception {
    assertThat(kindsOf(masked(0.1), masked(0.1)))
        .containsOnly(Submission.WorkCase.MASKED_INPUT)
        .hasSize(3);
    assertThat(stayedOut).isEmpty();
  }

  @Test
  void amongClientsThatWereGivenOtherTasksNoInputLeaves() throws Exception {
    assertThat(kindsOf(masked(0.1), masked(1e-30)))
        .doesNotContain(Submission.WorkCase.MASKED_INPUT);
    assertThat(stayedOut).hasSize(3);
  }

  /** What the three say once they have each other's shares. */
  private List<Submission.WorkCase> kindsOf(Work.Train toAnn, Work.Train toOthers)
      throws Exception {
    var coordinator = new Splitting(toAnn, toOthers);
    try (Loopback loopback = new Loopback(coordinator, 4)) {
      List<CompletableFuture<NodeOutcome>> ends = new ArrayList<>();
      for (String name : NAMES) {
        ends.add(node(loopback, name).start());
      }
      for (CompletableFuture<NodeOutcome> end : ends) {
        end.get(60, TimeUnit.SECONDS);
      }
    }
    return coordinator.last;
  }

  private ClientNode node(Loopback loopback, String name) {
    var examples = new LabelledFeatures(new float[] {1, 0, .3f, 1}, List.of("dog", "cat"), 2);
    return new ClientNode(
        new ClientSettings(
            name,
            null,
            "test",
            Backoff.forEver(),
            Demands.MASKED,
            null,
            TrustedIdentities.none(),
            run -> new InMemory(),
            new FileLedger(folder.resolve(name))),
        loopback.channel(),
        (run, backbone) ->
            new PreparedData(
                Loopback.DIGEST,
                examples,
                LabelledFeatures.none(2),
                new DataIdentity("cd".repeat(32), "/data/" + name)),
        new ClientListener() {
          @Override
          public void stayedOut(int round, String reason) {
            stayedOut.add(reason);
          }
        },
        loopback.work(),
        (wait, then) -> loopback.work().execute(then));
  }

  /** Its own steps are those of an honest server, as far as the masked inputs. */
  private static final class Splitting extends FederationGrpc.FederationImplBase {
    final List<Submission.WorkCase> last = new CopyOnWriteArrayList<>();
    private final Map<String, StreamObserver<Assignment>> streams = new TreeMap<>();
    private final Work.Train toAnn;
    private final Work.Train toOthers;
    private final SecAggServer server;
    private int taken;

    Splitting(Work.Train toAnn, Work.Train toOthers) {
      this.toAnn = toAnn;
      this.toOthers = toOthers;
      this.server =
          new SecAggServer(
              Objects.requireNonNull(toAnn.masks()).of(WorkCodec.taskDigest(toAnn)),
              Set.copyOf(NAMES),
              TrustedIdentities.none());
    }

    @Override
    public void getModel(ModelRequest request, StreamObserver<ModelPart> observer) {
      observer.onNext(Loopback.described("run-1", Loopback.LABELS));
      observer.onCompleted();
    }

    @Override
    public synchronized void join(JoinRequest request, StreamObserver<Assignment> observer) {
      streams.put(request.getClient(), observer);
      observer.onNext(Loopback.welcome("run-1", "s", Loopback.LABELS));
      if (streams.size() == NAMES.size()) {
        streams.forEach(
            (name, to) ->
                WorkCodec.encode(name.equals("ann") ? toAnn : toOthers).forEach(to::onNext));
      }
    }

    @Override
    public synchronized void submit(
        Submission message, StreamObserver<dev.headwater.v1.Receipt> observer) {
      observer.onNext(ReceiptCodec.encode(new Receipt.Accepted()));
      observer.onCompleted();
      switch (message.getWorkCase()) {
        case ADVERTISEMENT -> {
          server.accept((Advertisement) StepCodec.decode(message));
          if (++taken == 3) {
            server.closeAdvertising().forEach((to, step) -> push(to, SecAggCodec.encode(step)));
          }
        }
        case SHARES -> {
          server.accept((Shares) StepCodec.decode(message));
          if (++taken == 6) {
            server.closeSharing().forEach((to, step) -> push(to, SecAggCodec.encode(step)));
          }
        }
        default -> {
          last.add(message.getWorkCase());
          if (last.size() == 3) {
            NAMES.forEach(
                to ->
                    push(
                        to,
                        Assignment.newBuilder()
                            .setFinished(Finished.newBuilder().setSummary("bye"))
                            .build()));
          }
        }
      }
    }

    private void push(String to, Assignment message) {
      Objects.requireNonNull(streams.get(to)).onNext(message);
    }
  }
}
