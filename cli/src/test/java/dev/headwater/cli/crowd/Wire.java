package dev.headwater.cli.crowd;

import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.StreamObserver;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** What goes over one node's connection: taken down, cut by a crash, and junk added by a liar. */
final class Wire implements ClientInterceptor {
  private final Channel channel;
  private final Traffic traffic;
  private final CrowdRole role;
  private final IntConsumer sent;
  private volatile boolean dead;
  private volatile @Nullable Submission before;

  /** Tells {@code sent} of the round of every answer that has left. */
  Wire(Channel channel, Traffic traffic, CrowdRole role, IntConsumer sent) {
    this.channel = channel;
    this.traffic = traffic;
    this.role = role;
    this.sent = sent;
  }

  void die() {
    dead = true;
  }

  boolean cut() {
    return dead;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    ClientCall<Q, A> call = next.newCall(method, options);
    return dead ? new Silent<>() : new Tapped<>(call);
  }

  private final class Tapped<Q, A> extends SimpleForwardingClientCall<Q, A> {
    private @Nullable Submission answer;

    Tapped(ClientCall<Q, A> call) {
      super(call);
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      super.start(
          new SimpleForwardingClientCallListener<>(listener) {
            @Override
            public void onMessage(A message) {
              Submission of = answer;
              if (dead) {
                return;
              }
              if (of != null && message instanceof Receipt receipt) {
                traffic.receipt(of, receipt, false);
              }
              super.onMessage(message);
            }
          },
          headers);
    }

    @Override
    public void sendMessage(Q message) {
      if (message instanceof Submission submission && submission.hasContribution()) {
        answer = submission;
      }
      if (!dead) {
        super.sendMessage(message);
      }
    }

    @Override
    public void halfClose() {
      super.halfClose();
      Submission left = answer;
      if (left != null && !dead) {
        sent.accept(left.getRound());
        if (role == CrowdRole.POISONER) {
          junk(left);
        }
      }
    }
  }

  /** An answer of an earlier round, and this one with another number of examples. */
  private void junk(Submission left) {
    Submission earlier = before;
    before = left;
    if (earlier != null) {
      send(earlier);
    }
    Submission.Builder forged = left.toBuilder();
    forged.getContributionBuilder().setNumExamples(1_000_000);
    send(forged.build());
  }

  private void send(Submission junk) {
    FederationGrpc.newStub(channel)
        .submit(
            junk,
            new StreamObserver<>() {
              @Override
              public void onNext(Receipt receipt) {
                traffic.receipt(junk, receipt, true);
              }

              @Override
              public void onError(Throwable error) {
                // refused by a status, or the connection is gone
              }

              @Override
              public void onCompleted() {
                // the receipt has come
              }
            });
  }

  /** A call of a process that is gone. */
  private static final class Silent<Q, A> extends ClientCall<Q, A> {
    @Override
    public void start(Listener<A> listener, Metadata headers) {}

    @Override
    public void request(int messages) {}

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {}

    @Override
    public void halfClose() {}

    @Override
    public void sendMessage(Q message) {}
  }
}
