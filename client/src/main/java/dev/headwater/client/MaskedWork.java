package dev.headwater.client;

import dev.headwater.client.connection.Answer;
import dev.headwater.client.connection.Post;
import dev.headwater.client.ledger.Verdict;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.codec.StepCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.codec.WorkCodec;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one masked round: fresh keys, one step for each of the coordinator's, in
 * order. A repeated step is answered with the same message. Any error ends this client's part in
 * the round; the coordinator learns that, but not the reason.
 *
 * <p>Short steps run on the thread that receives the coordinator's messages, so that nobody waits
 * for this client's training; training and masking run on the executor.
 */
final class MaskedWork {
  private final Work.Train work;
  private final Account account;
  private final SecAggSetup masks;
  private final String name;
  private final Post post;
  private final Consumer<Runnable> executor;
  private final Consumer<Consumer<ClientListener>> listener;

  /** Guards the fields below; no other object is called while holding it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final SecAggClient client;
  private @Nullable Stage sent;
  private @Nullable Inbox inbox;
  private long @Nullable [] units;
  private @Nullable Survivors survivors;

  private final AtomicReference<@Nullable Answer> latest = new AtomicReference<>();
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * A round that has not started.
   *
   * @param account the node's settings, and where the round is entered before its input leaves
   * @param executor runs training and masking
   * @param listener calls the listener
   */
  MaskedWork(
      Work.Train work,
      SecAggSetup masks,
      Account account,
      Post post,
      Consumer<Runnable> executor,
      Consumer<Consumer<ClientListener>> listener) {
    this.work = work;
    this.account = account;
    this.masks = masks;
    ClientSettings settings = account.settings();
    this.name = settings.name();
    this.post = post;
    this.executor = executor;
    this.listener = listener;
    // Bound to the task as this client has it: the boxes of peers that were given another one do
    // not open, and a coordinator cannot have others answer nothing, or without noise.
    this.client =
        new SecAggClient(
            masks.of(WorkCodec.taskDigest(work)), name, settings.identity(), settings.trusted());
  }

  /** Where it is entered. */
  Account account() {
    return account;
  }

  Work.Train work() {
    return work;
  }

  /** The last answer, to be repeated on a new stream; null if there is none. */
  @Nullable Answer latest() {
    return latest.get();
  }

  /** Whether this client takes no further part. */
  boolean isOver() {
    return over.get();
  }

  /** Step 1. */
  void advertise() {
    take(Stage.ADVERTISE, client::advertise);
  }

  /** Trains, and masks if the inbox has arrived meanwhile. Takes long. */
  void train(Trainer trainer) {
    long[] trained;
    try {
      trained = trainer.units(work);
    } catch (IllegalArgumentException e) {
      stayOut(failed(e));
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

  /** Steps 2 to 5, as the coordinator requests them. */
  void received(Message step) {
    if (step.round() != work.round() || over.get()) {
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
            units = null; // unmasked and large
            enter();
            return client.mask(boxes, input);
          });
    }
  }

  /** On disk before the input leaves. */
  private void enter() {
    Verdict verdict = account.enter();
    if (verdict instanceof Verdict.StayOut out) {
      throw new IllegalArgumentException(out.reason());
    }
    if (verdict instanceof Verdict.Leave leave) {
      throw new IllegalArgumentException(leave.reason());
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

  /** Takes a step once, and repeats the answer when it is requested again. */
  private void take(Stage stage, Supplier<Message> step) {
    if (over.get()) {
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
    } catch (SecAggException | IllegalArgumentException | UserDataException e) {
      stayOut(failed(e));
      return;
    }
    if (messages.isEmpty()) {
      return;
    }
    Answer answer = post.answer(work, messages, (source, receipt) -> answered(stage, receipt));
    if (replaceLatest(answer)) {
      answer.send(post.stub());
    }
  }

  /**
   * Keeps an answer to be repeated, unless this part has ended meanwhile on another thread: then
   * what is kept is the word that it has, and the others would wait for it.
   */
  private boolean replaceLatest(Answer answer) {
    Answer earlier;
    do {
      earlier = latest.get();
      if (over.get()) {
        return false;
      }
    } while (!latest.compareAndSet(earlier, answer));
    if (earlier != null) {
      earlier.drop(); // the coordinator has moved on, so it has received it
    }
    return true;
  }

  /** The messages of the step, none if another thread was faster. */
  private List<Submission> once(Stage stage, Supplier<Message> step) {
    lock.lock();
    try {
      if (over.get() || done(stage)) {
        return List.of();
      }
      List<Submission> messages = StepCodec.encode(step.get());
      if (stage == Stage.MASK) {
        account.sent(messages);
      }
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
      // Sent answers are reported, even if the next step or the next round has begun.
      listener.accept(l -> l.submitted(work.round(), receipt));
    }
    if (over.get() || beyond(stage)) {
      return; // the answer is too late to change anything
    }
    boolean late = receipt instanceof Receipt.Late;
    boolean refused = receipt instanceof Receipt.Refused;
    if (late || refused) {
      drop();
    }
    // Once the input counts, a late receipt for a later step does not affect it: enough other
    // clients had answered.
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

  private static Verdict.StayOut failed(Exception e) {
    return new Verdict.StayOut(String.valueOf(e.getMessage()));
  }

  /** Ends this client's part and says so, so that the others need not wait. */
  void stayOut(Verdict.StayOut out) {
    if (over.compareAndSet(false, true)) {
      drop();
      Submission word = StepCodec.withdrawal(masks.runId(), masks.round(), name, out.exhausted());
      Answer withdrawal = post.answer(work, List.of(word), (source, receipt) -> {});
      latest.set(withdrawal); // repeated on a new stream
      listener.accept(l -> l.stayedOut(work.round(), out.reason()));
      withdrawal.send(post.stub());
    }
  }

  /** Ends this client's part and overwrites its secrets. Does not block. */
  void drop() {
    over.set(true);
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
