package dev.headwater.coordinator.grpc;

import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what strangers send out of the log: for every connection that fails, gRPC would write a
 * stack trace of 35 lines by java.util.logging, and one more where a client is gone before it is
 * answered. A line at level INFO or DEBUG stands in for it.
 */
final class ConnectionLog {
  private static final org.slf4j.Logger log = LoggerFactory.getLogger(ConnectionLog.class);

  /** Held, because java.util.logging forgets loggers, and their filters, that nobody holds. */
  private static final Logger CONNECTIONS =
      Logger.getLogger("io.grpc.netty.NettyServerTransport.connections");

  private static final Logger STREAMS = Logger.getLogger("io.grpc.netty.NettyServerHandler");

  private ConnectionLog() {}

  /** Does so from here on, for all ports of this process. */
  static void shorten() {
    CONNECTIONS.setFilter(ConnectionLog::isShort);
    STREAMS.setFilter(ConnectionLog::isNoLostStream);
  }

  /** A client that dies while it is answered is no fault of this process. */
  private static boolean isNoLostStream(LogRecord record) {
    Throwable cause = record.getThrown();
    if (cause == null || !"Stream Error".equals(record.getMessage())) {
      return true;
    }
    log.debug("a client was gone before it was answered: {}", cause.getMessage());
    return false;
  }

  private static boolean isShort(LogRecord record) {
    Throwable cause = record.getThrown();
    if (cause == null) {
      return true;
    }
    log.info("connection failed: {}", cause.getMessage());
    return false;
  }
}
