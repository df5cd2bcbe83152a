package dev.headwater.client;

import dev.headwater.client.connection.Answer;
import dev.headwater.client.connection.Post;
import dev.headwater.client.data.PreparedData;
import dev.headwater.client.ledger.Verdict;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.clients.ClientMemory;
import dev.headwater.learning.clients.Conduct;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.codec.StepCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.messages.Message;
import dev.headwater.v1.Submission;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The working half of a {@link ClientNode}: takes the newest work, performs one at a time, and
 * keeps its answer, so that the same work again is answered without training again.
 */
final class Desk {
  private final ClientSettings settings;
  private final Post post;
  private final Consumer<Runnable> executor;
  private final Consumer<Consumer<ClientListener>> listener;
  private final Consumer<String> refuse;

  // Guarded by this. Neither the node nor the listener is called while holding it: the node calls
  // the desk while holding its own lock.
  private boolean closed;
  private @Nullable PreparedData data;
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
   * A desk without data.
   *
   * @param executor runs training, scoring and masking
   * @param listener calls the listener
   * @param refuse ends the node with a reason
   */
  Desk(
      ClientSettings settings,
      Post post,
      Consumer<Runnable> executor,
      Consumer<Consumer<ClientListener>> listener,
      Consumer<String> refuse) {
    this.settings = settings;
    this.post = post;
    this.executor = executor;
    this.listener = listener;
    this.refuse = refuse;
  }

  /**
   * The memory of the run with this memory id, for the work from here on. What was pushed in
   * another run is not begun: it would be entered under this one.
   */
  synchronized void remember(String id) {
    if (!id.equals(memoryId)) {
      pending = null;
      memoryId = id;
      memory = settings.memory().apply(id);
      trainer = null;
    }
  }

  /** The data for the work from here on. */
  synchronized void use(PreparedData prepared) {
    if (!prepared.equals(data)) {
      data = prepared;
      trainer = null;
    }
  }

  /** The node has joined this run; answers to another one are obsolete. */
  synchronized void joined(String run) {
    if (!run.equals(runId)) {
      runId = run;
      trainer = null;
      dropAnswer();
      dropMasked();
    }
  }

  /** The class names of the run, in the order of its class indices. */
  synchronized void labelled(List<String> names) {
    if (!names.equals(labels)) {
      labels = List.copyOf(names);
      trainer = null;
    }
  }

  /** The reason why this node must not do {@code work}, or null. */
  synchronized @Nullable String unmet(Work work) {
    boolean masked = work instanceof Work.Train train && train.masks() != null;
    if (masked && !settings.conduct().equals(Conduct.HONEST)) {
      return "round %d: masked (expected: a run without --secure-aggregation; this client attacks, and behind masks it does not)"
          .formatted(work.round());
    }
    return settings.demands().unmet(work, data == null ? 0 : data.train().size());
  }

  /** Work has arrived; the newest replaces work that has not started. */
  void assigned(Work work) {
    SecAggSetup masks = work instanceof Work.Train train ? train.masks() : null;
    Answer again = null;
    MaskedWork begun = null;
    synchronized (this) {
      PreparedData mine = data;
      if (closed || mine == null || (work.equals(underWay) && masks == null)) {
        return;
      }
      if (answer != null && answer.work().equals(work)) {
        again = answer;
      } else if (masked == null || !masked.work().equals(work)) {
        pending = work;
        dropMasked();
        if (masks != null) {
          Work.Train train = (Work.Train) work;
          Account account = new Account(settings, memoryId, mine, labels, train);
          begun = new MaskedWork(train, masks, account, post, executor, listener);
          masked = begun;
        }
      } else {
        again = masked.latest();
      }
    }
    if (again != null) {
      again.send(post.stub());
    }
    if (begun != null) {
      begin(begun);
    }
    executor.accept(this::doPending);
  }

  /**
   * At once: training may take longer than the deadline of the step. Whoever takes no part
   * advertises no keys, so that no round is planned with it.
   */
  private void begin(MaskedWork steps) {
    try {
      if (!stays(steps.account().check(), steps.work(), steps)) {
        steps.advertise();
      }
    } catch (UserDataException e) {
      refuse.accept(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The coordinator's message for a step of a masked round; a client that missed its beginning does
   * not take part.
   */
  void stepped(Message step) {
    MaskedWork now;
    synchronized (this) {
      now = masked;
    }
    if (now != null) {
      now.received(step);
    }
  }

  private void doPending() {
    Work work;
    Trainer mine;
    MaskedWork steps; // the steps of this work, or null
    PreparedData with;
    String memoryId;
    List<String> labels;
    synchronized (this) {
      work = pending;
      steps = masked;
      if (closed || work == null || underWay != null || data == null) {
        return;
      }
      pending = null;
      underWay = work;
      dropAnswer();
      mine = trainer;
      with = data;
      memoryId = this.memoryId;
      labels = this.labels;
    }
    try {
      if (mine == null) {
        mine = newTrainer();
      }
      if (work instanceof Work.Train train) {
        Account account =
            steps == null ? new Account(settings, memoryId, with, labels, train) : steps.account();
        train(train, steps, mine, account);
      } else {
        listener.accept(l -> l.evaluating(work.round()));
        send(post.answer(work, mine.answer(work), this::answered));
      }
    } catch (IllegalArgumentException | UserDataException e) {
      refuse.accept(String.valueOf(e.getMessage()));
    } finally {
      synchronized (this) {
        underWay = null;
      }
    }
    executor.accept(this::doPending);
  }

  private void train(Work.Train work, @Nullable MaskedWork steps, Trainer mine, Account account) {
    if (steps != null) {
      if (!steps.isOver()) {
        listener.accept(l -> l.training(work.round()));
        steps.train(mine);
      }
      return;
    }
    Verdict verdict = account.check();
    if (stays(verdict, work, null)) {
      return;
    }
    boolean again = verdict instanceof Verdict.Again;
    if (again && !account.repeatable()) {
      List<Submission> kept = account.kept(runId());
      if (kept.isEmpty()) {
        stayOut(work, null, new Verdict.StayOut(Account.GONE.formatted(work.round())));
      } else {
        submit(work, account, kept);
      }
      return;
    }
    listener.accept(l -> l.training(work.round()));
    List<Submission> fresh = mine.answer(work);
    if (fresh.isEmpty()) {
      return; // an attacker of a test that stays silent
    }
    // Entered only now: a node that dies while it trains has answered nothing. Not at all if other
    // work came meanwhile, since this is not sent then.
    if (!overtaken() && !stays(entered(account, work, fresh), work, null)) {
      submit(work, account, fresh);
    }
  }

  /**
   * If another process was faster, its answer is the one; noise that was drawn here is not sent.
   */
  private static Verdict entered(Account account, Work.Train work, List<Submission> answer) {
    Verdict verdict = account.enter(answer);
    return verdict instanceof Verdict.Again && !account.repeatable()
        ? new Verdict.StayOut(Account.ELSEWHERE.formatted(work.round()))
        : verdict;
  }

  /** Whether the node takes no part; then it has said so. */
  private boolean stays(Verdict verdict, Work.Train work, @Nullable MaskedWork steps) {
    if (verdict instanceof Verdict.Leave leave) {
      refuse.accept(leave.reason());
    } else if (verdict instanceof Verdict.StayOut out) {
      stayOut(work, steps, out);
    } else {
      return false;
    }
    return true;
  }

  private void submit(Work.Train work, Account account, List<Submission> answer) {
    account.sent(answer);
    send(post.answer(work, answer, this::answered));
  }

  private synchronized boolean overtaken() {
    return closed || pending != null;
  }

  private void stayOut(Work.Train work, @Nullable MaskedWork steps, Verdict.StayOut out) {
    if (steps != null) {
      steps.stayOut(out);
      return;
    }
    Submission word = StepCodec.withdrawal(runId(), work.round(), settings.name(), out.exhausted());
    // Told first: the run may end on the answer, and then nothing is told any more.
    listener.accept(l -> l.stayedOut(work.round(), out.reason()));
    send(post.answer(work, List.of(word), (source, receipt) -> {}));
  }

  private synchronized String runId() {
    return runId;
  }

  private void send(Answer done) {
    boolean current;
    synchronized (this) {
      current = !closed && pending == null;
      answer = current ? done : null;
    }
    if (current) {
      done.send(post.stub());
    }
  }

  private synchronized Trainer newTrainer() {
    if (data == null) {
      throw new IllegalStateException("work before data");
    }
    boolean steadfast = settings.demands().any();
    trainer =
        new Trainer(settings.name(), runId, data, labels, memory, steadfast, settings.conduct());
    return trainer;
  }

  private void answered(Answer source, Receipt receipt) {
    synchronized (this) {
      if (answer == source) {
        answer = null;
      }
    }
    listener.accept(l -> l.submitted(source.work().round(), receipt));
  }

  /** The node has ended: takes no more work and drops what it has not sent. */
  synchronized void close() {
    closed = true;
    pending = null;
    dropAnswer();
    dropMasked();
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
}
