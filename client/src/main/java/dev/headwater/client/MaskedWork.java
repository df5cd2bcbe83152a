package dev.headwater.client;

import dev.headwater.client.connection.Answer;
import dev.headwater.client.connection.Post;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.codec.StepCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.secagg.SecAggClient;
import dev.headwater.secagg.SecAggException;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.Stage;
import dev.headwater.secagg.messages.Confirmations;
import dev.headwater.secagg.messages.Inbox;
import dev.headwater.secagg.messages.Message;
import dev.headwater.secagg.messages.Roster;
import dev.headwater.secagg.messages.Survivors;
import dev.headwater.v1.Submission;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One masked round as a client lives it: fresh keys, a step for each of the coordinator's, and no
 * way back. A step that comes again is answered with what was said the first time. Whatever is
 * wrong ends this client's part in the round; the coordinator hears that, but not why.
 *
 * <p>Small steps run where the coordinator's messages come in, so that nobody waits for this
 * client's training; training and masking run on the executor.
 */
final class MaskedWork {
  private final Work.Train work;
  private final SecAggSetup masks;
  private final String name;
  private final Post post;
  private final Consumer<Runnable> executor;
  private final Consumer<Consumer<ClientListener>> listener;

  /** Guards what follows; nobody else is called under it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final SecAggClient client;
  private @Nullable Stage sent;
  private @Nullable Inbox inbox;
  private long @Nullable [] units;
  private @Nullable Survivors survivors;

  private final AtomicReference<@Nullable Answer> latest = new AtomicReference<>();
  private volatile boolean over;

  /**
   * A round that has not begun.
   *
   * @param settings the node's name, its identity, and whose keys it believes
   * @param executor for what takes long
   * @param listener tells it something
   */
  MaskedWork(
      Work.Train work,
      SecAggSetup masks,
      ClientSettings settings,
      Post post,
      Consumer<Runnable> executor,
      Consumer<Consumer<ClientListener>> listener) {
    this.work = work;
    this.masks = masks;
    this.name = settings.name();
    this.post = post;
    this.executor = executor;
    this.listener = listener;
    this.client = new SecAggClient(masks, name, settings.identity(), settings.trusted());
  }

  Work.Train work() {
    return work;
  }

  /** What was said last, to be said again on a new stream; null if nothing. */
  @Nullable Answer latest() {
    return latest.get();
  }

  /** Step 1. */
  void advertise() {
    take(Stage.ADVERTISE, client::advertise);
  }

  /** Trains, and masks if the others have shared meanwhile. Takes long. */
  void train(Trainer trainer) {
    long[] trained;
    try {
      trained = trainer.units(work);
    } catch (IllegalArgumentException e) {
      stayOut(String.valueOf(e.getMessage()));
      return;
    }
    lock.lock();
    try {
      units = trained;
    } finally {
      lock.unlock();
    }
    mask();
  }

  /** Steps 2 to 5, as the coordinator asks for them. */
  void received(Message step) {
    if (step.round() != work.round() || over) {
      return;
    }
    if (step instanceof Roster roster) {
      take(Stage.SHARE, () -> client.share(roster));
    } else if (step instanceof Inbox boxes) {
      lock.lock();
      try {
        inbox = boxes;
      } finally {
        lock.unlock();
      }
      executor.accept(this::mask);
    } else if (step instanceof Survivors who) {
      take(
          Stage.CONFIRM,
          () -> {
            survivors = who;
            return client.confirm(who);
          });
    } else if (step instanceof Confirmations confirmations) {
      take(Stage.UNMASK, () -> unmask(confirmations));
    }
  }

  private void mask() {
    Inbox boxes;
    long[] input;
    lock.lock();
    try {
      boxes = inbox;
      input = units;
    } finally {
      lock.unlock();
    }
    if (boxes != null && input != null) {
      take(
          Stage.MASK,
          () -> {
            units = null; // in the open, and large
            return client.mask(boxes, input);
          });
    }
  }

  private Message unmask(Confirmations confirmations) {
    Survivors confirmed = survivors;
    if (confirmed == null) {
      throw new IllegalArgumentException(
          "round %d: confirmations of no survivors (expected: the survivors first)"
              .formatted(work.round()));
    }
    return client.unmask(confirmed, confirmations);
  }

  /** Takes a step once, and says it again when it is asked for again. */
  private void take(Stage stage, Supplier<Message> step) {
    if (over) {
      return;
    }
    if (done(stage)) {
      Answer again = latest.get();
      if (again != null && sent == stage) {
        again.send(post.stub());
      }
      return;
    }
    listener.accept(l -> l.securing(work.round(), stage));
    List<Submission> messages;
    try {
      messages = once(stage, step);
    } catch (SecAggException | IllegalArgumentException e) {
      stayOut(String.valueOf(e.getMessage()));
      return;
    }
    if (messages.isEmpty()) {
      return;
    }
    Answer answer = post.answer(work, messages, (source, receipt) -> answered(stage, receipt));
    Answer earlier = latest.getAndSet(answer);
    if (earlier != null) {
      earlier.drop(); // the coordinator has gone on, so it has it
    }
    if (over) {
      drop();
    }
    answer.send(post.stub());
  }

  /** The step as messages, none if somebody else was faster. */
  private List<Submission> once(Stage stage, Supplier<Message> step) {
    lock.lock();
    try {
      if (over || done(stage)) {
        return List.of();
      }
      List<Submission> messages = StepCodec.encode(step.get());
      sent = stage;
      return messages;
    } finally {
      lock.unlock();
    }
  }

  private boolean done(Stage stage) {
    lock.lock();
    try {
      return sent != null && sent.compareTo(stage) >= 0;
    } finally {
      lock.unlock();
    }
  }

  private void answered(Stage stage, Receipt receipt) {
    boolean input = stage == Stage.MASK;
    if (input) {
      // What left is told of, also when the next step or the next round has begun.
      listener.accept(l -> l.submitted(work.round(), receipt));
    }
    if (over || beyond(stage)) {
      return; // the word comes too late to change anything
    }
    boolean late = receipt instanceof Receipt.Late;
    boolean refused = receipt instanceof Receipt.Refused;
    if (late || refused) {
      drop();
    }
    // Once the input counts, a late word takes nothing from it: enough others had spoken.
    if (!input && (refused || (late && stage.compareTo(Stage.MASK) < 0))) {
      listener.accept(l -> l.submitted(work.round(), receipt));
    }
  }

  private boolean beyond(Stage stage) {
    lock.lock();
    try {
      return sent != null && sent.compareTo(stage) > 0;
    } finally {
      lock.unlock();
    }
  }

  private void stayOut(String reason) {
    if (!over) {
      drop();
      Submission word = StepCodec.withdrawal(masks.runId(), masks.round(), name);
      Answer withdrawal = post.answer(work, List.of(word), (source, receipt) -> {});
      latest.set(withdrawal); // so that the others need not wait for the deadline
      withdrawal.send(post.stub());
      listener.accept(l -> l.stayedOut(work.round(), reason));
    }
  }

  /** This client's part is over; its secrets are overwritten. Blocks for nothing. */
  void drop() {
    over = true;
    Answer last = latest.getAndSet(null);
    if (last != null) {
      last.drop();
    }
    if (lock.tryLock()) {
      try {
        client.forget();
        units = null;
      } finally {
        lock.unlock();
      }
    }
  }
}
