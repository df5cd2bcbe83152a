package dev.headwater.client;

import com.google.protobuf.ByteString;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.connection.Delay;
import dev.headwater.client.connection.Description;
import dev.headwater.client.connection.Post;
import dev.headwater.client.connection.Statuses;
import dev.headwater.client.data.DataPreparer;
import dev.headwater.client.data.PreparedData;
import dev.headwater.client.data.UnavailableException;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.models.Models;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.proto.RunDescription;
import dev.headwater.proto.codec.RunCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.secagg.messages.Message;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.FederationGrpc.FederationStub;
import dev.headwater.v1.Finished;
import dev.headwater.v1.ModelPart;
import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client of a federated run. It requests the run's description, prepares its data, enrols, and
 * then performs the pushed work until the run is over. This class holds the connection; {@link
 * Desk} does the work.
 *
 * <p>A node owns no threads: heavy work runs on the given executor, one task at a time, so that a
 * thousand nodes can share two threads and one channel.
 */
public final class ClientNode implements AutoCloseable {
  private final ClientSettings settings;
  private final Channel channel;
  private final FederationStub stub;
  private final Preparation preparation;
  private final News news;
  private final Executor executor;
  private final Delay delay;
  private final Desk desk;
  private final CompletableFuture<NodeOutcome> outcome = new CompletableFuture<>();

  // Guarded by this. The listener is never called while holding it.
  private boolean started;
  private boolean ended;
  private int failures;
  private @Nullable JoinStream stream;
  private @Nullable RunDescription run;
  private List<String> labels = List.of();
  private ByteString session = ByteString.EMPTY;

  /**
   * A node that has not started.
   *
   * @param channel from {@link Channels#open}, or any other; may be shared, is not closed here
   * @param executor for preparing, training and scoring; may be shared
   * @param delay {@link Delay#REAL} except in tests
   */
  public ClientNode(
      ClientSettings settings,
      Channel channel,
      DataPreparer preparer,
      ClientListener listener,
      Executor executor,
      Delay delay) {
    this.settings = settings;
    this.channel = channel;
    this.stub = FederationGrpc.newStub(channel);
    this.preparation = new Preparation(settings, channel, preparer);
    this.news = new News(listener);
    this.executor = executor;
    this.delay = delay;
    Post post = new Post(stub, this::session, settings.key(), settings.backoff(), delay);
    this.desk = new Desk(settings, post, this::run, this::tell, this::refused);
  }

  /** Starts, once; the future completes when the node has ended and fails only on a defect. */
  public CompletableFuture<NodeOutcome> start() {
    synchronized (this) {
      if (started) {
        throw new IllegalStateException("this node has been started (make a new one)");
      }
      started = true;
    }
    run(this::connect);
    return outcome;
  }

  /** Leaves the run; the outcome becomes {@link NodeOutcome.Stopped} unless the node had ended. */
  public void stop() {
    end(new NodeOutcome.Stopped());
  }

  /** {@link #stop}. */
  @Override
  public void close() {
    stop();
  }

  // ---- connecting

  private void connect() {
    int attempt;
    synchronized (this) {
      if (ended) {
        return;
      }
      attempt = failures + 1;
    }
    tell(l -> l.connecting(attempt));
    connectAgain();
    new Description(part -> run(() -> prepareAndJoin(part)), this::failed)
        .ask(stub, preparation.token());
  }

  /**
   * The node's own delay is over. That of gRPC grows to two minutes while nobody answers, and fails
   * every call until then, although the coordinator may be back: an idle channel connects at once.
   */
  private void connectAgain() {
    if (channel instanceof ManagedChannel connection
        && connection.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      connection.enterIdle();
    }
  }

  private void prepareAndJoin(ModelPart part) {
    PreparedData mine;
    RunDescription described;
    try {
      described = RunCodec.decode(part.getRun());
      Models.CHOICES.parse(described.model()); // a run with an unsupported model is not joined
      desk.remember(described.memoryId());
      mine = preparation.of(described, r -> tell(l -> l.preparing(r)));
    } catch (UserDataException | IllegalArgumentException e) {
      end(new NodeOutcome.Refused(String.valueOf(e.getMessage())));
      return;
    } catch (UnavailableException e) {
      failed(Status.UNAVAILABLE.withDescription(e.getMessage()));
      return;
    } catch (IOException e) {
      String file = e instanceof FileSystemException system ? system.getFile() : null;
      end(
          new NodeOutcome.Refused(
              "data: %s cannot be used: %s (expected: pictures that can be read, and a cache with room)"
                  .formatted(file == null ? "a file" : file, FileTrouble.words(e))));
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
      return;
    }
    JoinStream next = new JoinStream(this);
    synchronized (this) {
      if (ended) {
        return;
      }
      stream = next;
      run = described;
      desk.use(mine);
    }
    stub.join(preparation.joinRequest(mine, part.getRun().getChallenge()), next);
  }

  private void failed(Status status) {
    String reason = Statuses.sentence(status);
    if (Statuses.isFinal(status)) {
      end(new NodeOutcome.Refused(reason));
      return;
    }
    int failure;
    synchronized (this) {
      if (ended) {
        return;
      }
      failure = ++failures;
      stream = null;
    }
    if (settings.backoff().exhausted(failure)) {
      end(new NodeOutcome.Unreachable(reason));
      return;
    }
    Duration wait = settings.backoff().delay(failure);
    tell(l -> l.disconnected(reason, wait));
    delay.run(wait, () -> run(this::connect));
  }

  // ---- called by the stream

  synchronized boolean listensTo(JoinStream source) {
    return !ended && stream == source;
  }

  void welcomed(JoinStream source, String run, ByteString secret, List<String> names) {
    synchronized (this) {
      if (!listensTo(source)) {
        return;
      }
      failures = 0;
      session = secret;
      desk.joined(run);
    }
    labelled(source, names);
    tell(l -> l.joined(run));
  }

  void labelled(JoinStream source, List<String> names) {
    synchronized (this) {
      if (!listensTo(source)) {
        return;
      }
      labels = names;
    }
    desk.labelled(names);
  }

  void waiting(String reason) {
    tell(l -> l.waiting(reason));
  }

  void assigned(JoinStream source, Work work) {
    String unmet = desk.unmet(work);
    if (unmet != null) {
      refused(unmet);
    } else if (listensTo(source)) {
      guarded(() -> desk.assigned(work));
    }
  }

  /** The coordinator's message for a step of a masked round. */
  void stepped(JoinStream source, Message step) {
    if (listensTo(source)) {
      guarded(() -> desk.stepped(step));
    }
  }

  /** The run is over; {@code head} has come before, if this node asked for it. */
  void finished(JoinStream source, Finished message, @Nullable Parameters head) {
    NodeOutcome how;
    synchronized (this) {
      if (!listensTo(source)) {
        return;
      }
      how = LastWord.outcome(settings.wantsModel() ? run : null, labels, message, head);
    }
    end(how);
  }

  void lost(JoinStream source, Status status) {
    if (listensTo(source)) {
      failed(status);
    }
  }

  void refused(String reason) {
    end(new NodeOutcome.Refused(reason));
  }

  // ---- ending

  private void end(NodeOutcome how) {
    JoinStream last;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      last = stream;
      stream = null;
    }
    desk.close();
    if (last != null && !(how instanceof NodeOutcome.Finished)) {
      last.cancel();
    }
    news.last(l -> l.ended(how));
    outcome.complete(how);
  }

  private synchronized ByteString session() {
    return session;
  }

  private void tell(Consumer<ClientListener> something) {
    news.tell(something);
  }

  /** Runs on the executor; an unexpected exception fails the outcome and is not lost. */
  private void run(Runnable task) {
    executor.execute(() -> guarded(task));
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      if (outcome.completeExceptionally(e)) {
        stop();
      }
    }
  }
}
