package dev.headwater.cli.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.util.FileSize;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  private final LoggerContext context = new LoggerContext();
  private final Path folder;

  LogFileTest(@TempDir Path folder) {
    this.folder = folder;
    context.setMDCAdapter(new LogbackMDCAdapter());
  }

  private void log(
      Appender<ILoggingEvent> file, Level level, String message, @Nullable Throwable thrown) {
    file.doAppend(
        new LoggingEvent(
            "caller",
            context.getLogger("dev.headwater.coordinator.Door"),
            level,
            message,
            thrown,
            null));
  }

  @Test
  void lineOfTextHasDateLevelNameAndMessage() throws IOException {
    Path log = folder.resolve("new/folder/node.log");
    Appender<ILoggingEvent> file = LogFile.open(log, LogOptions.Format.TEXT, context);
    log(file, Level.WARN, "client ä left", null);
    file.stop();
    assertThat(Files.readString(log))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) WARN  Door: client ä left\n");
  }

  @Test
  void lineOfJsonIsAnObjectWithWhatWasThrown() throws IOException {
    Path log = folder.resolve("node.log");
    Appender<ILoggingEvent> file = LogFile.open(log, LogOptions.Format.JSON, context);
    log(file, Level.ERROR, "two\nlines \"quoted\"", new IOException("disk"));
    log(file, Level.INFO, "next", null);
    file.stop();
    List<String> lines = Files.readAllLines(log);
    assertThat(lines).hasSize(2);
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.path("formattedMessage").textValue()).isEqualTo("two\nlines \"quoted\"");
    assertThat(first.path("level").textValue()).isEqualTo("ERROR");
    assertThat(first.path("timestamp").isNumber()).isTrue();
    assertThat(first.path("throwable").path("message").textValue()).isEqualTo("disk");
    assertThat(new ObjectMapper().readTree(lines.get(1)).path("throwable").isNull()).isTrue();
  }

  @Test
  void fullFileIsPackedBesideTheNewOneAndNothingIsLost() throws IOException {
    Path log = folder.resolve("a b.log");
    Appender<ILoggingEvent> file =
        LogFile.open(log, LogOptions.Format.TEXT, context, new FileSize(2000));
    for (int i = 0; i < 100; i++) {
      log(file, Level.INFO, "line number " + i, null);
    }
    file.stop();

    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> packed = files.filter(p -> p.toString().endsWith(".gz")).toList();
      assertThat(packed).isNotEmpty();
      assertThat(packed)
          .allSatisfy(p -> assertThat(p.getFileName().toString()).startsWith("a b.log."));
      for (Path one : packed) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(one))) {
          all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    all.append(Files.readString(log));
    assertThat(all.toString().lines()).hasSize(100);
  }

  @Test
  void fileThatCannotBeWrittenIsRefusedInASentence() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(
            () ->
                LogFile.open(
                    folder.resolve("file").resolve("node.log"), LogOptions.Format.TEXT, context))
        .isInstanceOf(UserDataException.class)
        .hasMessageStartingWith("log-file: ")
        .hasMessageContaining("(expected: a file in a folder that this user may write to)");
    assertThatThrownBy(() -> LogFile.open(folder, LogOptions.Format.TEXT, context))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("it is a folder");
    assertThatThrownBy(() -> LogFile.open(folder.resolve("a%b"), LogOptions.Format.TEXT, context))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("has a % in its name");
  }
}
