package dev.headwater.coordinator.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.coordinator.concurrent.CoordinatorThreads;
import dev.headwater.coordinator.concurrent.FakeTimer;
import dev.headwater.proto.HostPort;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestBytesTest {
  private final RequestBytes bytes = new RequestBytes(1000, 600);
  private final List<String> ended = new ArrayList<>();

  private RequestBytes.Taken call(String address) {
    var taken = (RequestBytes.Taken) bytes.newServerStreamTracer("Submit", new Metadata());
    taken.begun(address, status -> ended.add(address + " " + status.getCode()));
    return taken;
  }

  @Test
  void theCallThatGoesBeyondWhatOneAddressMayHoldIsEndedAndOthersGoOn() {
    RequestBytes.Taken first = call("a");
    RequestBytes.Taken second = call("a");
    first.inboundWireSize(400);
    second.inboundWireSize(200);
    assertThat(ended).isEmpty();
    second.inboundWireSize(1);
    assertThat(ended).containsExactly("a UNAVAILABLE");
    call("b").inboundWireSize(399);
    assertThat(ended).hasSize(1);
  }

  @Test
  void theCallThatGoesBeyondWhatAllMayHoldIsEnded() {
    call("a").inboundWireSize(500);
    call("b").inboundWireSize(500);
    call("c").inboundWireSize(1);
    assertThat(ended).containsExactly("c UNAVAILABLE");
  }

  @Test
  void whatTheServiceHasTakenIsHeldNoLonger() {
    for (int i = 0; i < 10; i++) {
      RequestBytes.Taken one = call("a");
      one.inboundWireSize(600);
      one.release();
      one.streamClosed(Status.OK);
    }
    assertThat(ended).isEmpty();
    assertThat(bytes.held()).isZero();
  }

  @Test
  void aCallThatIsEndedGivesBackWhatItHeldOnce() {
    RequestBytes.Taken greedy = call("a");
    greedy.inboundWireSize(5000);
    greedy.inboundWireSize(5000); // network frames that were on their way
    greedy.streamClosed(Status.CANCELLED);
    greedy.release();
    assertThat(bytes.held()).isZero();
    call("a").inboundWireSize(600);
    assertThat(ended).containsExactly("a UNAVAILABLE");
  }

  @Test
  void bytesThatComeBeforeTheCallBeginsCountToo() {
    var early = (RequestBytes.Taken) bytes.newServerStreamTracer("Submit", new Metadata());
    early.inboundWireSize(601);
    early.begun("a", status -> ended.add("early"));
    assertThat(ended).containsExactly("early");
    early.streamClosed(Status.CANCELLED);
    assertThat(bytes.held()).isZero();
  }

  @Test
  void onARealPortALargeRequestIsToldToComeBackAndASmallOneIsAnswered() {
    var timer = new FakeTimer();
    var service =
        new FederationGrpc.FederationImplBase() {
          @Override
          public void submit(Submission request, StreamObserver<Receipt> observer) {
            observer.onNext(Receipt.newBuilder().setStatus(Receipt.Status.ACCEPTED).build());
            observer.onCompleted();
          }
        };
    var door = new Doorkeeper(10, 10, timer);
    try (GrpcPort port =
        GrpcPort.open(
            HostPort.parse("listen", "127.0.0.1:0"),
            service,
            null,
            new Peers(null, door, timer),
            door,
            new RequestBytes(10_000, 10_000),
            10,
            new CoordinatorThreads())) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", port.port()).usePlaintext().build();
      var stub = FederationGrpc.newBlockingStub(channel);
      for (int i = 0; i < 3; i++) { // what is refused or answered is given back
        assertThatThrownBy(() -> stub.submit(of(1 << 20))).hasMessageContaining("too many at once");
        assertThat(stub.submit(of(5_000)).getStatus()).isEqualTo(Receipt.Status.ACCEPTED);
      }
      channel.shutdownNow();
    }
  }

  private static Submission of(int size) {
    return Submission.newBuilder().setClient("a".repeat(size)).build();
  }
}
