package dev.headwater.coordinator.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class ConnectionLogTest {
  @Test
  void clientsThatAreGoneCostNoStackTraceAndFaultsOfOursDo() {
    Logger streams = Logger.getLogger("io.grpc.netty.NettyServerHandler");
    List<String> told = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            told.add(record.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    streams.addHandler(handler);
    try {
      ConnectionLog.shorten();
      streams.log(Level.WARNING, "Stream Error", new IllegalStateException("stream closed"));
      streams.log(Level.WARNING, "Exception in onHeadersRead()", new IllegalStateException("ours"));
      streams.log(Level.WARNING, "Stream Error");
    } finally {
      streams.removeHandler(handler);
    }
    assertThat(told).containsExactly("Exception in onHeadersRead()", "Stream Error");
  }
}
