package dev.headwater.client;

import java.util.function.Consumer;

/** Tells a listener one thing at a time, and nothing after the last. */
final class News {
  private final ClientListener listener;
  private boolean over;

  News(ClientListener listener) {
    this.listener = listener;
  }

  synchronized void tell(Consumer<ClientListener> news) {
    if (!over) {
      news.accept(listener);
    }
  }

  synchronized void last(Consumer<ClientListener> news) {
    tell(news);
    over = true;
  }
}
