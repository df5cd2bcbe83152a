package dev.headwater.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.headwater.client.connection.ChannelSecurity;
import dev.headwater.client.connection.Channels;
import dev.headwater.coordinator.web.WebSettings;
import dev.headwater.pki.JoinToken;
import dev.headwater.pki.PkiFolder;
import dev.headwater.pki.Role;
import dev.headwater.proto.signing.ClientKey;
import dev.headwater.v1.DescribeRun;
import dev.headwater.v1.EnrolRequest;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.FederationGrpc.FederationBlockingStub;
import dev.headwater.v1.ModelRequest;
import dev.headwater.v1.Submission;
import dev.headwater.v1.WatchRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks the table of docs/security.md: every call, with every kind of identity. */
class AccessTableTest {
  private static final List<String> WHO =
      List.of("none", "foreign", "revoked", "client", "watcher", "operator");
  private static final ModelRequest DESCRIBE =
      ModelRequest.newBuilder().setRun(DescribeRun.getDefaultInstance()).build();

  /** A row: the call, its port, and whether each of {@link #WHO} may. */
  private record Row(String call, String port, List<Boolean> may) {}

  private static List<Row> table() throws Exception {
    Path doc = Path.of(Objects.requireNonNull(System.getProperty("headwater.root")));
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(doc.resolve("docs/security.md"))) {
      String[] cells =
          Arrays.stream(line.split("\\|", -1)).map(String::strip).toArray(String[]::new);
      if (cells.length == 11 && cells[1].startsWith("`")) {
        rows.add(
            new Row(
                cells[1].replace("`", ""),
                cells[2],
                Arrays.stream(cells, 3, 9).map("yes"::equals).toList()));
      }
    }
    return rows;
  }

  @Test
  void everyCallAnswersWhoTheTableSaysAndNobodyElse(@TempDir Path here) throws Exception {
    Instant[] now = {Instant.now()};
    PkiFolder pki =
        PkiFolder.init(here.resolve("pki"), here.resolve("root"), List.of(), () -> now[0]);
    PkiFolder other =
        PkiFolder.init(here.resolve("o"), here.resolve("oroot"), List.of(), () -> now[0]);
    Map<String, Enrolled> people = new TreeMap<>();
    people.put("foreign", Enrolled.of(other, "foreign", Role.CLIENT));
    people.put("revoked", Enrolled.of(pki, "revoked", Role.CLIENT));
    pki.revoke("revoked");
    now[0] = now[0].plusSeconds(1);
    for (Role role : Role.values()) {
      people.put(role.word(), Enrolled.of(pki, role.word(), role));
    }
    CoordinatorConfig config = Enrolled.config(pki, 0, Map.of());
    CoordinatorSecurity.Tls tls = Objects.requireNonNull(config.security().tls());
    CoordinatorConfig both =
        config.withWeb(
            new WebSettings(new WebSettings.Tls(tls.certificate(), tls.key()), null, null, false));
    HttpClient http = HttpClient.newBuilder().sslContext(Enrolled.trusting(pki.root())).build();
    ClientFactory web =
        ClientFactory.builder().tlsCustomizer(builder -> builder.trustManager(pki.root())).build();
    List<String> wrong = new ArrayList<>();
    List<ManagedChannel> channels = new ArrayList<>();
    try (LiveRun live = new LiveRun(both, Sample.run(Sample.FEATURES, Sample.LABELS), 1)) {
      Walk walk = new Walk(pki, live, http, web, people, channels);
      List<Row> rows = table();
      assertThat(rows).hasSizeGreaterThanOrEqualTo(16);
      for (Row row : rows) {
        for (int i = 0; i < WHO.size(); i++) {
          boolean may = walk.may(row, WHO.get(i));
          if (may != row.may().get(i)) {
            wrong.add("%s on %s as %s: %s".formatted(row.call(), row.port(), WHO.get(i), may));
          }
        }
      }
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
      web.close();
    }
    assertThat(wrong).isEmpty();
  }

  /** A coordinator on TLS, and the people who come to it. */
  private record Walk(
      PkiFolder pki,
      LiveRun live,
      HttpClient http,
      ClientFactory web,
      Map<String, Enrolled> people,
      List<ManagedChannel> channels) {

    boolean may(Row row, String who) throws Exception {
      @Nullable Enrolled person = people.get(who);
      if (row.call().startsWith("/")) {
        return page(row.call(), person == null ? "" : person.token());
      }
      if (row.port().equals("web")) {
        return call(
            row.call(),
            stub(FederationBlockingStub.class),
            stub(FederationGrpc.FederationStub.class),
            person,
            person == null ? "" : person.token());
      }
      ManagedChannel channel =
          person == null
              ? Channels.open(
                  "127.0.0.1:" + live.server.port(),
                  ChannelSecurity.enrolling(JoinToken.fingerprint(pki.root())),
                  Runnable::run)
              : person.channel(live.server.port(), pki.root());
      channels.add(channel);
      return call(
          row.call(),
          FederationGrpc.newBlockingStub(channel),
          FederationGrpc.newStub(channel),
          person,
          "");
    }

    private <S> S stub(Class<S> type) {
      return GrpcClients.builder("gproto-web+https://localhost:" + live.server.webPort())
          .factory(web)
          .responseTimeoutMillis(0)
          .build(type);
    }

    private boolean page(String path, String token) throws Exception {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
              URI.create("https://localhost:%d%s".formatted(live.server.webPort(), path)));
      if (!token.isEmpty()) {
        request.header("authorization", "Bearer " + token);
      }
      int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      return status != 401 && status != 403;
    }
  }

  /** Whether a call is let in; what then comes of it is another matter. */
  private static boolean call(
      String call,
      FederationBlockingStub stub,
      FederationGrpc.FederationStub calls,
      @Nullable Enrolled person,
      String token)
      throws Exception {
    try {
      switch (call) {
        case "Enrol" -> enrolAnswers(stub);
        case "GetModel" -> stub.getModel(DESCRIBE.toBuilder().setToken(token).build()).next();
        case "Watch" -> stub.watch(WatchRequest.newBuilder().setToken(token).build()).next();
        case "Submit" ->
            stub.submit(
                Submission.newBuilder().setClient(person == null ? "ann" : person.name()).build());
        case "Join" -> {
          return joins(stub, calls, person, token);
        }
        default -> throw new AssertionError("docs/security.md: no such call as " + call);
      }
      return true;
    } catch (StatusRuntimeException e) {
      return allowed(e.getStatus());
    }
  }

  /** Refused for its token, as anybody would be: not for want of a certificate. */
  private static void enrolAnswers(FederationBlockingStub stub) {
    try {
      stub.enrol(EnrolRequest.newBuilder().setToken("hw1.wrong").build());
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(e.getStatus().getDescription()).contains("expected: PKCS #10");
    }
  }

  private static boolean joins(
      FederationBlockingStub stub,
      FederationGrpc.FederationStub calls,
      @Nullable Enrolled person,
      String token)
      throws Exception {
    RawClient client = new RawClient(person == null ? "ann" : person.name(), calls, stub);
    client.key = person == null ? ClientKey.fresh() : person.key();
    client.token = token;
    client.open(client.key.sign(client.request().setChallenge(challenge(client)).build()));
    return client.welcomed();
  }

  private static com.google.protobuf.ByteString challenge(RawClient client) {
    try {
      return client.challenge();
    } catch (StatusRuntimeException e) {
      return com.google.protobuf.ByteString.EMPTY;
    }
  }

  private static boolean allowed(Status status) {
    return status.getCode() != Status.Code.UNAUTHENTICATED
        && status.getCode() != Status.Code.PERMISSION_DENIED;
  }
}
