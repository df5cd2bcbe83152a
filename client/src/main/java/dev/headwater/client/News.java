package dev.headwater.client;

import java.util.function.Consumer;

/** Calls a listener one event at a time, and never after the last event. */
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
