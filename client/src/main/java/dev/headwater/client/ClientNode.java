package dev.headwater.client;

import com.google.protobuf.ByteString;
import dev.headwater.client.connection.Answer;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.connection.Delay;
import dev.headwater.client.connection.Description;
import dev.headwater.client.connection.Post;
import dev.headwater.client.connection.Statuses;
import dev.headwater.client.data.DataPreparer;
import dev.headwater.client.data.PreparedData;
import dev.headwater.client.data.UnavailableException;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.clients.ClientMemory;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.models.Models;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.RunDescription;
import dev.headwater.proto.codec.RunCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.messages.Message;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.FederationGrpc.FederationStub;
import dev.headwater.v1.ModelPart;
import io.grpc.Channel;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client of a federated run. It requests the run's description, prepares its data, enrols, and
 * then performs the pushed work until the run is over.
 *
 * <p>A node owns no threads: heavy work runs on the given executor, one task at a time, so that a
 * thousand nodes can share two threads and one channel.
 */
public final class ClientNode implements AutoCloseable {
  private final ClientSettings settings;
  private final FederationStub stub;
  private final Preparation preparation;
  private final News news;
  private final Executor executor;
  private final Delay delay;
  private final Post post;
  private final CompletableFuture<NodeOutcome> outcome = new CompletableFuture<>();

  // Guarded by this. The listener is never called while holding it.
  private boolean started;
  private boolean ended;
  private int failures;
  private @Nullable JoinStream stream;
  private @Nullable PreparedData data;
  private ByteString session = ByteString.EMPTY;
  private String runId = "";
  private List<String> labels = List.of();
  private String memoryId = "";
  private ClientMemory memory = new InMemory();
  private @Nullable Trainer trainer;
  private @Nullable Work pending;
  private @Nullable Work underWay;
  private @Nullable Answer answer;
  private @Nullable MaskedWork masked;

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
    this.stub = FederationGrpc.newStub(channel);
    this.preparation = new Preparation(settings, channel, preparer);
    this.news = new News(listener);
    this.executor = executor;
    this.delay = delay;
    this.post = new Post(stub, this::session, settings.backoff(), delay);
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
    new Description(part -> run(() -> prepareAndJoin(part)), this::failed)
        .ask(stub, preparation.token());
  }

  private void prepareAndJoin(ModelPart part) {
    PreparedData mine;
    try {
      RunDescription described = RunCodec.decode(part.getRun());
      Models.CHOICES.parse(described.model()); // a run with an unsupported model is not joined
      remember(described.memoryId());
      mine = preparation.of(described, r -> tell(l -> l.preparing(r)));
    } catch (UserDataException | IllegalArgumentException e) {
      end(new NodeOutcome.Refused(String.valueOf(e.getMessage())));
      return;
    } catch (UnavailableException e) {
      failed(Status.UNAVAILABLE.withDescription(e.getMessage()));
      return;
    } catch (IOException e) {
      end(new NodeOutcome.Refused("data: " + e.getMessage()));
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
      if (!mine.equals(data)) {
        data = mine;
        trainer = null;
      }
    }
    stub.join(preparation.joinRequest(mine), next);
  }

  private synchronized void remember(String id) {
    if (!id.equals(memoryId)) {
      memoryId = id;
      memory = settings.memory().apply(id);
      trainer = null;
    }
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
      if (!run.equals(runId)) {
        runId = run;
        trainer = null;
        dropAnswer();
        dropMasked();
      }
    }
    labelled(source, names);
    tell(l -> l.joined(run));
  }

  void labelled(JoinStream source, List<String> names) {
    synchronized (this) {
      if (listensTo(source) && !names.equals(labels)) {
        labels = List.copyOf(names);
        trainer = null;
      }
    }
  }

  void waiting(String reason) {
    tell(l -> l.waiting(reason));
  }

  /** Work has arrived; the newest replaces work that has not started. */
  void assigned(JoinStream source, Work work) {
    SecAggSetup masks = work instanceof Work.Train train ? train.masks() : null;
    String unmet = settings.demands().unmet(work);
    if (unmet != null) {
      refused(unmet);
      return;
    }
    Answer again = null;
    MaskedWork begun = null;
    synchronized (this) {
      if (!listensTo(source) || (work.equals(underWay) && masks == null)) {
        return;
      }
      if (answer != null && answer.work().equals(work)) {
        again = answer;
      } else if (masked == null || !masked.work().equals(work)) {
        pending = work;
        dropMasked();
        if (masks != null) {
          begun = new MaskedWork((Work.Train) work, masks, settings, post, this::run, this::tell);
          masked = begun;
        }
      } else {
        again = masked.latest();
      }
    }
    if (again != null) {
      again.send(stub);
    }
    if (begun != null) {
      guarded(begun::advertise); // at once: training may take longer than the deadline of the step
    }
    run(this::doPending);
  }

  /**
   * The coordinator's message for a step of a masked round; a client that missed its beginning does
   * not take part.
   */
  void stepped(JoinStream source, Message step) {
    MaskedWork now;
    synchronized (this) {
      now = listensTo(source) ? masked : null;
    }
    if (now != null) {
      guarded(() -> now.received(step));
    }
  }

  void finished(JoinStream source, String summary) {
    if (listensTo(source)) {
      end(new NodeOutcome.Finished(summary));
    }
  }

  void lost(JoinStream source, Status status) {
    if (listensTo(source)) {
      failed(status);
    }
  }

  void refused(String reason) {
    end(new NodeOutcome.Refused(reason));
  }

  // ---- working

  private void doPending() {
    Work work;
    Trainer mine;
    MaskedWork steps; // the steps of this work, or null
    synchronized (this) {
      work = pending;
      steps = masked;
      if (ended || work == null || underWay != null || data == null) {
        return;
      }
      pending = null;
      underWay = work;
      dropAnswer();
      mine = trainer;
    }
    try {
      if (mine == null) {
        mine = newTrainer();
      }
      int round = work.round();
      boolean training = work instanceof Work.Train;
      tell(training ? l -> l.training(round) : l -> l.evaluating(round));
      if (steps != null) {
        steps.train(mine);
      } else {
        send(post.answer(work, mine.answer(work), this::answered));
      }
    } catch (IllegalArgumentException e) {
      end(new NodeOutcome.Refused(String.valueOf(e.getMessage())));
    } finally {
      synchronized (this) {
        underWay = null;
      }
    }
    run(this::doPending);
  }

  private void send(Answer done) {
    boolean current;
    synchronized (this) {
      current = !ended && pending == null;
      answer = current ? done : null;
    }
    if (current) {
      done.send(stub);
    }
  }

  private synchronized Trainer newTrainer() {
    if (data == null) {
      throw new IllegalStateException("work before data");
    }
    trainer = new Trainer(settings.name(), runId, data, labels, memory);
    return trainer;
  }

  private synchronized ByteString session() {
    return session;
  }

  private synchronized void dropAnswer() {
    if (answer != null) {
      answer.drop();
      answer = null;
    }
  }

  private synchronized void dropMasked() {
    if (masked != null) {
      masked.drop();
      masked = null;
    }
  }

  private void answered(Answer source, Receipt receipt) {
    synchronized (this) {
      if (answer == source) {
        answer = null;
      }
    }
    tell(l -> l.submitted(source.work().round(), receipt));
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
      pending = null;
      dropAnswer();
      dropMasked();
    }
    if (last != null && !(how instanceof NodeOutcome.Finished)) {
      last.cancel();
    }
    news.last(l -> l.ended(how));
    outcome.complete(how);
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
