package dev.headwater.coordinator.classroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class InstallPortTest {
  private static final InstallPort.Content CONTENT =
      new InstallPort.Content("B12", "AB:CD", "der".getBytes(StandardCharsets.UTF_8), 8443);

  private static HttpResponse<String> get(InstallPort port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port.port(), path)))
                .build(),
            BodyHandlers.ofString());
  }

  @Test
  void handsOutTheCertificateAndWhatToCompareAndNothingElse() throws Exception {
    try (InstallPort port = InstallPort.open("127.0.0.1", 0, CONTENT)) {
      HttpResponse<String> page = get(port, "/");
      assertThat(page.body()).contains("Install the room's certificate");
      assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
          .contains("default-src 'none'");
      assertThat(get(port, "/room.json").body()).contains("AB:CD").contains("8443");
      HttpResponse<String> certificate = get(port, "/room.crt");
      assertThat(certificate.body()).isEqualTo("der");
      assertThat(certificate.headers().firstValue("content-type"))
          .contains("application/x-x509-ca-cert");
      for (String path : new String[] {"/join", "/api/run.json", "/api/runs.json", "/room.key"}) {
        assertThat(get(port, path).statusCode()).as(path).isEqualTo(404);
      }
    }
  }

  @Test
  void aTakenPortIsToldWithTheFlagThatChoosesAnother() {
    try (InstallPort first = InstallPort.open("127.0.0.1", 0, CONTENT)) {
      assertThatThrownBy(() -> InstallPort.open("127.0.0.1", first.port(), CONTENT))
          .isInstanceOf(UserDataException.class)
          .hasMessageContaining("--install-port");
    }
  }
}
