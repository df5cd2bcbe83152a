package dev.headwater.client.connection;

import dev.headwater.v1.DescribeRun;
import dev.headwater.v1.FederationGrpc.FederationStub;
import dev.headwater.v1.ModelPart;
import dev.headwater.v1.ModelRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Requests the run's description once. */
public final class Description implements StreamObserver<ModelPart> {
  private static final long DEADLINE_SECONDS = 30;

  private final Consumer<ModelPart> done;
  private final Consumer<Status> failed;
  private ModelPart part = ModelPart.getDefaultInstance();

  public Description(Consumer<ModelPart> done, Consumer<Status> failed) {
    this.done = done;
    this.failed = failed;
  }

  public void ask(FederationStub stub, String token) {
    ModelRequest request =
        ModelRequest.newBuilder().setToken(token).setRun(DescribeRun.getDefaultInstance()).build();
    stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).getModel(request, this);
  }

  @Override
  public void onNext(ModelPart value) {
    part = value;
  }

  @Override
  public void onError(Throwable error) {
    failed.accept(Status.fromThrowable(error));
  }

  @Override
  public void onCompleted() {
    done.accept(part);
  }
}
