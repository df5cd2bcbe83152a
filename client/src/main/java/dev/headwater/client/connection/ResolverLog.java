package dev.headwater.client.connection;

import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps gRPC's own words on unknown hosts out of the log: at every attempt it would write a stack
 * trace of 17 lines by java.util.logging, beside the sentence that the node gives.
 */
final class ResolverLog {
  private static final org.slf4j.Logger log = LoggerFactory.getLogger(ResolverLog.class);

  /** Held, because java.util.logging forgets loggers, and their filters, that nobody holds. */
  private static final Logger CHANNELS = Logger.getLogger("io.grpc.internal.ManagedChannelImpl");

  private ResolverLog() {}

  /** Does so from here on, for all channels of this process. */
  static void shorten() {
    CHANNELS.setFilter(ResolverLog::isOther);
  }

  private static boolean isOther(LogRecord record) {
    if (!String.valueOf(record.getMessage()).contains("Failed to resolve name")) {
      return true;
    }
    log.debug("a host's name could not be looked up");
    return false;
  }
}
