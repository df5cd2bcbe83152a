package dev.headwater.coordinator.web.uploads;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A request whose data is told as it arrives. {@link HttpRequest#peekData} tells nothing before the
 * end where the whole body is asked for, as calls of one message do.
 */
final class Counted implements Publisher<HttpObject> {
  private final HttpRequest request;
  private final Consumer<HttpData> arrived;

  private Counted(HttpRequest request, Consumer<HttpData> arrived) {
    this.request = request;
    this.arrived = arrived;
  }

  static HttpRequest of(HttpRequest request, Consumer<HttpData> arrived) {
    return HttpRequest.of(request.headers(), new Counted(request, arrived));
  }

  @Override
  public void subscribe(Subscriber<? super HttpObject> subscriber) {
    request.subscribe(
        new Subscriber<>() {
          @Override
          public void onSubscribe(Subscription subscription) {
            subscriber.onSubscribe(subscription);
          }

          @Override
          public void onNext(HttpObject part) {
            if (part instanceof HttpData data) {
              arrived.accept(data);
            }
            subscriber.onNext(part);
          }

          @Override
          public void onError(Throwable cause) {
            subscriber.onError(cause);
          }

          @Override
          public void onComplete() {
            subscriber.onComplete();
          }
        });
  }
}
