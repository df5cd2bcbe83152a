package dev.headwater.client;

import dev.headwater.v1.ModelPart;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;

/** Hears what the run is. */
final class Description implements StreamObserver<ModelPart> {
  private final Consumer<ModelPart> done;
  private final Consumer<Status> failed;
  private ModelPart part = ModelPart.getDefaultInstance();

  Description(Consumer<ModelPart> done, Consumer<Status> failed) {
    this.done = done;
    this.failed = failed;
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
