package dev.headwater.client;

import dev.headwater.learning.parameters.Parameters;
import dev.headwater.proto.codec.SecAggCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.codec.WorkAssembly;
import dev.headwater.proto.codec.vectors.HeadAssembly;
import dev.headwater.secagg.messages.Message;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.JoinRequest;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import org.jspecify.annotations.Nullable;

/** One enrolment: receives the coordinator's messages until the stream ends. */
final class JoinStream implements ClientResponseObserver<JoinRequest, Assignment> {
  private final ClientNode node;
  private String runId = "";
  private WorkAssembly assembly = new WorkAssembly(runId);
  private @Nullable HeadAssembly headAssembly;
  private @Nullable Parameters head;
  private volatile @Nullable ClientCallStreamObserver<JoinRequest> call;
  private volatile boolean cancelled;

  JoinStream(ClientNode node) {
    this.node = node;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<JoinRequest> started) {
    call = started;
  }

  @Override
  public void onNext(Assignment message) {
    if (cancelled) {
      cancel(); // cancelled before it had started
      return;
    }
    if (!node.listensTo(this)) {
      return;
    }
    switch (message.getWorkCase()) {
      case WELCOME -> {
        runId = message.getWelcome().getRunId();
        assembly = new WorkAssembly(runId);
        node.welcomed(
            this,
            runId,
            message.getWelcome().getSession(),
            message.getWelcome().getLabels().getNamesList());
      }
      case LABELS -> node.labelled(this, message.getLabels().getNamesList());
      case WAIT -> node.waiting(message.getWait().getReason());
      case FINISHED -> node.finished(this, message.getFinished(), head);
      case HEAD -> head(message);
      case PART -> {
        if (headAssembly == null) {
          work(message);
        } else {
          head(message);
        }
      }
      case MEMORY, TRAIN, EVALUATE -> work(message);
      case ROSTER, INBOX, SURVIVORS, CONFIRMATIONS -> step(message);
      case WORK_NOT_SET ->
          node.refused(
              "assignment: of a kind that this version does not know (expected: the coordinator's version of Headwater)");
    }
  }

  private void work(Assignment message) {
    Work work;
    try {
      work = assembly.add(message);
    } catch (IllegalArgumentException e) {
      node.refused("the coordinator's work cannot be used: " + e.getMessage());
      return;
    }
    if (work != null) {
      node.assigned(this, work);
    }
  }

  /** The run's final head, the last thing before it is finished. */
  private void head(Assignment message) {
    try {
      HeadAssembly parts = headAssembly;
      if (message.hasHead() || parts == null) {
        headAssembly = new HeadAssembly(message.getHead());
      } else {
        head = parts.add(message.getPart());
      }
    } catch (IllegalArgumentException e) {
      node.refused("the run's final head cannot be used: " + e.getMessage());
    }
  }

  private void step(Assignment message) {
    Message step;
    try {
      step = SecAggCodec.decode(message, runId);
    } catch (IllegalArgumentException e) {
      node.refused(
          "the coordinator's step of secure aggregation cannot be used: " + e.getMessage());
      return;
    }
    node.stepped(this, step);
  }

  @Override
  public void onError(Throwable error) {
    node.lost(this, Status.fromThrowable(error));
  }

  @Override
  public void onCompleted() {
    node.lost(this, Status.UNAVAILABLE.withDescription("the coordinator ended the stream"));
  }

  /** Leaves the run and notifies the coordinator. */
  void cancel() {
    cancelled = true;
    ClientCallStreamObserver<JoinRequest> started = call;
    if (started != null) {
      started.cancel("the client leaves", null);
    }
  }
}
