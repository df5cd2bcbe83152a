package dev.headwater.spark.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterTest {
  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void masterThatIsNotThereIsRefusedAtOnce() throws IOException {
    int port = closedPort();
    assertThatExceptionOfType(UserDataException.class)
        .isThrownBy(() -> new Master("spark://127.0.0.1:" + port).requireReachable())
        .withMessageStartingWith(
            "master: no Spark at spark://127.0.0.1:%d, 127.0.0.1:%d: Connection refused (expected: local[*]"
                .formatted(port, port));
  }

  @Test
  void hostThatNobodyKnowsIsNamed() {
    assertThatExceptionOfType(UserDataException.class)
        .isThrownBy(() -> new Master("spark://nowhere.invalid:7077").requireReachable())
        .withMessageContaining("nowhere.invalid:7077: unknown host");
  }

  @Test
  void oneOfSeveralMastersIsEnough() throws IOException {
    try (ServerSocket leads = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Master both =
          new Master(
              "spark://127.0.0.1:%d,127.0.0.1:%d".formatted(closedPort(), leads.getLocalPort()));
      assertThatCode(both::requireReachable).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "spark://host",
        "spark://host:",
        "spark://host:99999",
        "spark://:7077",
        "local[0]",
        "local[two]",
        "local[2"
      })
  void addressThatIsNoneIsRefusedWithAnExample(String url) {
    assertThatExceptionOfType(UserDataException.class)
        .isThrownBy(() -> new Master(url).requireReachable())
        .withMessageStartingWith("master: '%s' (expected: local[*]".formatted(url));
  }

  @Test
  void whatSparkDoesNotKnowIsRefusedInASentence() {
    assertThatExceptionOfType(UserDataException.class)
        .isThrownBy(() -> OpenSpark.start(new Master("mesos"), sentence -> {}))
        .withMessageStartingWith("spark: cannot start with --master mesos, ")
        .withMessageContaining("expected: ");
  }

  @Test
  void knowsWhatStaysOnThisMachine() {
    assertThat(new Master("local").local()).isTrue();
    assertThat(new Master("local[*]").onThisMachine()).isTrue();
    assertThat(new Master("spark://127.0.0.1:7077").local()).isFalse();
    assertThat(new Master("spark://127.0.0.1:7077").onThisMachine()).isTrue();
    assertThat(new Master("spark://192.0.2.1:7077").onThisMachine()).isFalse();
    assertThat(new Master("yarn").onThisMachine()).isFalse();
  }
}
