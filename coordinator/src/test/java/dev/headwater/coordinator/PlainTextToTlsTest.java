package dev.headwater.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.headwater.coordinator.web.WebSettings;
import dev.headwater.pki.PkiFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** A stranger who sends lines of plain text to both ports must not fill the log. */
@Isolated("listens to the log")
class PlainTextToTlsTest {
  @Test
  void aLineOfPlainTextLogsOneLineAtMost(@TempDir Path here) throws Exception {
    PkiFolder pki =
        PkiFolder.init(
            here.resolve("pki"), here.resolve("root"), List.of(), InstantSource.system());
    CoordinatorConfig config = Enrolled.config(pki, 0, Map.of());
    CoordinatorSecurity.Tls tls = Objects.requireNonNull(config.security().tls());
    CoordinatorConfig both =
        config.withWeb(
            new WebSettings(new WebSettings.Tls(tls.certificate(), tls.key()), null, null, false));
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    var heard = new ListAppender<ILoggingEvent>();
    var others = new Others();
    try (LiveRun live = new LiveRun(both, Sample.run(Sample.FEATURES, Sample.LABELS), 1)) {
      heard.start();
      root.addAppender(heard);
      root.setLevel(Level.WARN);
      LogManager.getLogManager().getLogger("").addHandler(others);
      send(live.server.port());
      send(live.server.webPort());
    } finally {
      root.setLevel(before);
      root.detachAppender(heard);
      LogManager.getLogManager().getLogger("").removeHandler(others);
    }
    assertThat(others.heard).isEmpty();
    assertThat(heard.list)
        .filteredOn(event -> event.getThrowableProxy() != null)
        .as(() -> String.valueOf(heard.list))
        .isEmpty();
    assertThat(heard.list).hasSizeLessThanOrEqualTo(1);
  }

  private static void send(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("hello\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("reset"); // closed on us, which is as good
    }
  }

  /** What gRPC says, which does not log by SLF4J. */
  private static final class Others extends Handler {
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord message) {
      heard.add(message.getLoggerName() + ": " + message.getMessage() + " " + message.getThrown());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
