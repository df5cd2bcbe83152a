package dev.headwater.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

/** What a client says of a connection that breaks, which gRPC describes in two words. */
final class StatusesTest {
  private static Status broken(String description, Throwable cause) {
    return Status.UNAVAILABLE.withDescription(description).withCause(cause);
  }

  @Test
  void aConnectionThatBreaksIsSaidToHaveBrokenOffAndWhy() {
    Status reset = broken("io exception", new IOException("Connection reset by peer"));
    assertThat(Statuses.sentence(reset))
        .startsWith("coordinator: the connection broke off: Connection reset by peer (expected: ");
    assertThat(Statuses.isFinal(reset)).isFalse();
  }

  @Test
  void theInnermostCauseIsTheReason() {
    Status status =
        broken("ssl exception", new IOException("outer", new IOException("handshake timed out")));
    assertThat(Statuses.sentence(status)).contains("broke off: handshake timed out (expected: ");
  }

  @Test
  void aCauseWithoutWordsIsNamed() {
    assertThat(Statuses.sentence(broken("channel closed", new ClosedChannelException())))
        .contains("broke off: ClosedChannelException (expected: ");
  }

  @Test
  void aWebPortIsNamedAndNotTriedAgain() {
    Status page =
        Status.UNKNOWN.withDescription(
            "HTTP status code 415\ninvalid content-type: text/plain\nMetadata(:status=415)");

    assertThat(Statuses.sentence(page))
        .isEqualTo(
            "coordinator: a web server answers at its port, with HTTP status 415 (expected: the port for clients, which 'Listening on port' names, 7070 by default; the pages have another)");
    assertThat(Statuses.isFinal(page)).isTrue();
  }

  @Test
  void aProxyThatDoesNotReachItsCoordinatorIsTriedAgain() {
    Status proxy = Status.UNAVAILABLE.withDescription("HTTP status code 502\nBad Gateway");

    assertThat(Statuses.sentence(proxy)).contains("HTTP status 502").doesNotContain("\n");
    assertThat(Statuses.isFinal(proxy)).isFalse();
  }

  @Test
  void whatTheCoordinatorSaysIsRepeated() {
    assertThat(Statuses.sentence(broken("round 4 is over", new IOException("x"))))
        .isEqualTo("round 4 is over");
  }
}
