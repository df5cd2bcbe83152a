package dev.headwater.simulations.process;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.function.BooleanSupplier;

/**
 * Ends a process before one of its messages, in either direction: nothing gets through any more.
 */
final class CountedWire implements ClientInterceptor {
  private final BooleanSupplier last;
  private final Runnable death;
  private volatile boolean dead;

  /**
   * A connection's messages.
   *
   * @param last asked before each whether the process ends there
   * @param death called once, when it has
   */
  CountedWire(BooleanSupplier last, Runnable death) {
    this.last = last;
    this.death = death;
  }

  boolean isCut() {
    return dead;
  }

  void cut() {
    dead = true;
  }

  private boolean passes() {
    if (!dead && last.getAsBoolean()) {
      dead = true;
      death.run();
    }
    return !dead;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onMessage(A message) {
                if (passes()) {
                  super.onMessage(message);
                }
              }

              @Override
              public void onClose(io.grpc.Status status, Metadata trailers) {
                if (!dead) {
                  super.onClose(status, trailers);
                }
              }
            },
            headers);
      }

      @Override
      public void sendMessage(Q message) {
        if (passes()) {
          super.sendMessage(message);
        }
      }
    };
  }
}
