package dev.headwater.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.client.connection.ChannelSecurity;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.connection.Statuses;
import dev.headwater.client.enrolment.Enrolment;
import dev.headwater.client.enrolment.NodeFolder;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.pki.JoinToken;
import dev.headwater.pki.PkiFolder;
import dev.headwater.pki.Role;
import dev.headwater.proto.signing.ClientKey;
import dev.headwater.v1.DescribeRun;
import dev.headwater.v1.EnrolRequest;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.ModelRequest;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import dev.headwater.v1.WatchEvent;
import dev.headwater.v1.WatchRequest;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator and its nodes on mutual TLS, and who else comes to its port. */
class MutualTlsTest {
  private static final ModelRequest DESCRIBE =
      ModelRequest.newBuilder().setRun(DescribeRun.getDefaultInstance()).build();

  @TempDir Path here = Path.of("");
  private Instant now = Instant.now();
  private PkiFolder pki;
  private LiveRun live;
  private final List<ManagedChannel> channels = new ArrayList<>();

  @BeforeEach
  void open() {
    pki = PkiFolder.init(here.resolve("pki"), here.resolve("root"), List.of(), () -> now);
    live =
        new LiveRun(
            Enrolled.config(pki, -1, Map.of()), Sample.run(Sample.FEATURES, Sample.LABELS), 2);
  }

  @AfterEach
  void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    live.close();
  }

  private ManagedChannel channel(ChannelSecurity security) {
    ManagedChannel channel =
        Channels.open("127.0.0.1:" + live.server.port(), security, Runnable::run);
    channels.add(channel);
    return channel;
  }

  private ManagedChannel channel(Enrolled who) {
    ManagedChannel channel = who.channel(live.server.port(), pki.root());
    channels.add(channel);
    return channel;
  }

  private RawClient client(Enrolled who) {
    return who.client(channel(who));
  }

  private Status refusal(RawClient client) {
    StatusRuntimeException[] thrown = new StatusRuntimeException[1];
    assertThatThrownBy(() -> client.stub.getModel(DESCRIBE).next())
        .isInstanceOfSatisfying(StatusRuntimeException.class, e -> thrown[0] = e);
    return thrown[0].getStatus();
  }

  @Test
  void nodesWithJoinTokensTrainOverMutualTls() throws Exception {
    var reports = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
    for (String name : Sample.names(2)) {
      String token = pki.issue(name, Role.CLIENT, 1, Duration.ofDays(1), Duration.ofDays(1)).text();
      NodeFolder folder = new NodeFolder(here.resolve("keys"), name);
      ClientKey key = folder.key();
      Enrolment enrolment =
          new Enrolment(folder, name, JoinToken.parse(token), key, InstantSource.system());
      String target = "127.0.0.1:" + live.server.port();
      ChannelSecurity security = enrolment.security(target, live.work);
      assertThat(enrolment.security("nowhere:1", live.work)).isEqualTo(security);
      live.launch(
          live.node(
              new dev.headwater.client.ClientSettings(
                      name, null, "test", dev.headwater.client.connection.Backoff.forEver())
                  .withKey(folder.key()),
              dev.headwater.client.ClientListener.NONE,
              channel(security)));
    }
    assertThat(LiveRun.soon(reports).get(0).aggregate().contributors())
        .containsExactly("client-0", "client-1");
  }

  @Test
  void withoutACertificateEnrolAloneIsAnswered() throws Exception {
    ManagedChannel bare = channel(ChannelSecurity.enrolling(JoinToken.fingerprint(pki.root())));
    Status status = refusal(new RawClient("ann", bare));
    assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(status.getDescription()).startsWith("certificate: none");
    assertThatThrownBy(
            () -> FederationGrpc.newBlockingStub(bare).submit(Submission.getDefaultInstance()))
        .hasMessageContaining("certificate: none");
    assertThatThrownBy(
            () ->
                FederationGrpc.newBlockingStub(bare)
                    .enrol(
                        EnrolRequest.newBuilder()
                            .setSigningRequest(Enrolled.request("ann", ClientKey.fresh()))
                            .build()))
        .hasMessageContaining("token: damaged");
  }

  @Test
  void foreignExpiredAndRevokedCertificatesAreRefusedInASentence() throws Exception {
    PkiFolder other =
        PkiFolder.init(here.resolve("o"), here.resolve("oroot"), List.of(), () -> now);
    Status foreign = refusal(client(Enrolled.of(other, "ann", Role.CLIENT)));
    assertThat(foreign.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(foreign.getDescription()).contains("not of this coordinator's root");

    RawClient ann = client(Enrolled.of(pki, "ann", Role.CLIENT));
    ann.join();
    pki.revoke("ann");
    assertThat(refusal(ann).getDescription()).contains("'ann', revoked");
    live.timer.advance(PermitWatch.PAUSE);
    Status ended = LiveRun.soon(ann.ended);
    assertThat(ended.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);

    RawClient bob = client(Enrolled.of(pki, "bob", Role.CLIENT));
    assertThat(bob.stub.getModel(DESCRIBE).next().hasRun()).isTrue();
    now = now.plus(Duration.ofDays(2));
    assertThat(refusal(bob).getDescription()).contains("'bob', expired on");
  }

  /** What a revoked or expired reader gets of a stream that it opened before. */
  private CompletableFuture<Status> watch(Enrolled who) throws Exception {
    CompletableFuture<WatchEvent> first = new CompletableFuture<>();
    CompletableFuture<Status> ended = new CompletableFuture<>();
    FederationGrpc.newStub(channel(who))
        .watch(
            WatchRequest.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(WatchEvent event) {
                first.complete(event);
              }

              @Override
              public void onError(Throwable error) {
                ended.complete(Status.fromThrowable(error));
              }

              @Override
              public void onCompleted() {
                ended.complete(Status.OK);
              }
            });
    LiveRun.soon(first);
    return ended;
  }

  @Test
  void anOpenWatchEndsWithARevocationAndSoDoesWhateverElseTheNameHasOpen() throws Exception {
    var watching = watch(Enrolled.of(pki, "wil", Role.WATCHER));
    var other = watch(Enrolled.of(pki, "olga", Role.OPERATOR));
    pki.revoke("wil");
    live.timer.advance(PermitWatch.PAUSE);
    Status ended = LiveRun.soon(watching);
    assertThat(ended.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(ended.getDescription()).contains("'wil', revoked");
    assertThat(other).isNotDone();
  }

  @Test
  void openStreamsEndWithinAMinuteOfTheCertificatesLastDay() throws Exception {
    RawClient ann = client(Enrolled.of(pki, "ann", Role.CLIENT)).join();
    var watching = watch(Enrolled.of(pki, "wil", Role.WATCHER));
    now = now.plus(Duration.ofDays(2));
    for (int look = 0; look < PermitWatch.DATES; look++) {
      live.timer.advance(PermitWatch.PAUSE);
    }
    assertThat(LiveRun.soon(ann.ended).getDescription()).contains("'ann', expired on");
    assertThat(LiveRun.soon(watching).getDescription()).contains("'wil', expired on");
  }

  @Test
  void whoIsRevokedAndComesBackWithANewTokenBeforeTheNextLookStays() throws Exception {
    RawClient before = client(Enrolled.of(pki, "ann", Role.CLIENT)).join();
    pki.revoke("ann");
    now = now.plusMillis(1);
    Enrolled again = Enrolled.of(pki, "ann", Role.CLIENT, before.key);
    RawClient after = client(again).join();
    live.timer.advance(PermitWatch.PAUSE);
    assertThat(LiveRun.soon(before.ended).isOk()).isFalse();
    assertThat(after.ended).isNotDone();
    assertThat(live.server.cohort().dispatcher().enrolled()).isEqualTo(1);
  }

  /** Its headers go at once, its message when the test says so. */
  private static <Q, A> SlowCall<Q, A> slow(ManagedChannel channel, MethodDescriptor<Q, A> method) {
    return new SlowCall<>(channel, method);
  }

  @Test
  void callsThatWereOpenedBeforeARevocationAreRefusedWhenTheirMessagesCome() throws Exception {
    var unused = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
    client(Enrolled.of(pki, "bob", Role.CLIENT)).join();
    Enrolled ann = Enrolled.of(pki, "ann", Role.CLIENT);
    ManagedChannel channel = channel(ann);
    RawClient raw = ann.client(channel).join();
    Submission answer = raw.submission(raw.task());
    Submission signed = raw.key.sign(answer).toBuilder().setSession(raw.session).build();
    JoinRequest request = raw.signed(raw.request());
    var join = slow(channel, FederationGrpc.getJoinMethod());
    var read = slow(channel, FederationGrpc.getGetModelMethod());
    var submit = slow(channel, FederationGrpc.getSubmitMethod());
    assertThat(raw.challenge()).as("sent after the headers of the others").isNotEmpty();

    pki.revoke("ann");
    for (Status refused :
        List.of(submit.status(signed), read.status(DESCRIBE), join.status(request))) {
      assertThat(refused.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(refused.getDescription()).contains("'ann', revoked");
    }
  }

  @Test
  void aCallWhoseRequestDoesNotComeIsClosed() throws Exception {
    Enrolled ann = Enrolled.of(pki, "ann", Role.CLIENT);
    ManagedChannel channel = channel(ann);
    RawClient raw = ann.client(channel);
    JoinRequest request = raw.signed(raw.request());
    var silent = slow(channel, FederationGrpc.getGetModelMethod());
    var open = slow(channel, FederationGrpc.getJoinMethod());
    open.send(request);
    while (live.server.cohort().dispatcher().enrolled() == 0) {
      Thread.onSpinWait();
    }
    assertThat(raw.challenge()).as("sent after the headers of the others").isNotEmpty();
    live.timer.advance(Duration.ofSeconds(60));
    Status closed = LiveRun.soon(silent.ended);
    assertThat(closed.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(closed.getDescription()).contains("not complete 60 s after its headers");
    assertThat(open.ended).as("its request was complete").isNotDone();
  }

  @Test
  void aCertificateSpeaksForItsOwnNameAlone() throws Exception {
    var unused = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
    Enrolled bob = Enrolled.of(pki, "bob", Role.CLIENT);
    RawClient ann = client(Enrolled.of(pki, "ann", Role.CLIENT)).join();
    client(bob).join();
    RawClient thief = new RawClient("ann", channel(bob));
    thief.key = bob.key();
    thief.open(thief.signed(thief.request()));
    Status refused = LiveRun.soon(thief.ended);
    assertThat(refused.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(refused.getDescription()).contains("another name's certificate");

    Submission stolen =
        ann.key.sign(ann.submission(ann.task())).toBuilder().setSession(ann.session).build();
    assertThatThrownBy(() -> thief.stub.submit(stolen))
        .hasMessageContaining("ann, with the certificate of 'bob'");
    assertThat(ann.stub.submit(stolen).getStatus()).isEqualTo(Receipt.Status.ACCEPTED);

    RawClient otherKey = client(bob);
    otherKey.key = ClientKey.fresh();
    otherKey.open(otherKey.signed(otherKey.request()));
    assertThat(LiveRun.soon(otherKey.ended).getDescription())
        .contains("not that of its certificate");
  }

  @Test
  void aRevokedNameIsFreeForTheKeyThatItIsIssuedNext() throws Exception {
    client(Enrolled.of(pki, "ann", Role.CLIENT)).join();
    pki.revoke("ann");
    live.timer.advance(PermitWatch.PAUSE);
    now = now.plusSeconds(1);

    assertThat(client(Enrolled.of(pki, "ann", Role.CLIENT)).join().session).isNotEmpty();
  }

  @Test
  void aRevokedNodeComesBackWithANewTokenAndARunOutOneWithItsOld() throws Exception {
    NodeFolder folder = new NodeFolder(here.resolve("keys"), "ann");
    String target = "127.0.0.1:" + live.server.port();
    JoinToken first = pki.issue("ann", Role.CLIENT, 1, Duration.ofDays(1), Duration.ofDays(1));
    ChannelSecurity kept =
        new Enrolment(folder, "ann", first, folder.key(), () -> now).security(target, live.work);
    pki.revoke("ann");
    now = now.plusSeconds(1);
    JoinToken second = pki.issue("ann", Role.CLIENT, 1, Duration.ofDays(1), Duration.ofDays(1));
    Enrolment again = new Enrolment(folder, "ann", second, folder.key(), () -> now);
    ChannelSecurity renewed = again.security(target, live.work);

    assertThat(refusal(new RawClient("ann", channel(kept))).getDescription()).contains("revoked");
    assertThat(FederationGrpc.newBlockingStub(channel(renewed)).getModel(DESCRIBE).hasNext())
        .isTrue();

    now = now.plus(Duration.ofDays(2));
    assertThat(again.security(target, live.work)).isNotEqualTo(renewed);
  }

  @Test
  void aTokenIsGivenToNobodyButTheHolderOfItsRoot() {
    PkiFolder victim =
        PkiFolder.init(here.resolve("v"), here.resolve("vroot"), List.of(), () -> now);
    JoinToken token = victim.issue("ann", Role.CLIENT, 1, Duration.ofDays(1), Duration.ofDays(1));
    NodeFolder folder = new NodeFolder(here.resolve("keys"), "ann");
    Enrolment enrolment = new Enrolment(folder, "ann", token, folder.key(), InstantSource.system());

    assertThatThrownBy(() -> enrolment.security("127.0.0.1:" + live.server.port(), live.work))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("not the one that the join token is for");
  }

  @Test
  void aCoordinatorOfAnotherRootIsNotTrustedAndTheReasonIsInPlainWords() {
    PkiFolder other =
        PkiFolder.init(here.resolve("other"), here.resolve("other-root"), List.of(), () -> now);
    Status status =
        refusal(new RawClient("ann", channel(ChannelSecurity.server(List.of(other.root())))));
    assertThat(Statuses.sentence(status))
        .contains("does not lead to a root that this client knows (expected: ")
        .doesNotContain("PKIX", "sun.");
  }

  @Test
  void plainTextAndTlsSayThatTheyDoNotMeet() {
    Status plain = refusal(new RawClient("ann", channel(ChannelSecurity.PLAIN)));
    assertThat(Statuses.sentence(plain)).startsWith("coordinator: it").contains("TLS");
    try (var open = new LiveRun(Sample.config(2, 2), Sample.run(16, Sample.LABELS), 1)) {
      ManagedChannel tls =
          Channels.open(
              "127.0.0.1:" + open.server.port(),
              ChannelSecurity.server(List.of(pki.root())),
              Runnable::run);
      channels.add(tls);
      Status status = refusal(new RawClient("ann", tls));
      assertThat(Statuses.sentence(status)).contains("speaks no TLS");
    }
  }
}
