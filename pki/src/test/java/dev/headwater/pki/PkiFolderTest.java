package dev.headwater.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PkiFolderTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration QUARTER = Duration.ofDays(90);

  private final KeyPair ann = Issuing.newKey();
  private final KeyPair thief = Issuing.newKey();
  private Instant now = START;
  private final InstantSource clock = () -> now;
  @TempDir Path here = Path.of("");
  private PkiFolder pki;

  @BeforeEach
  void init() {
    pki = PkiFolder.init(here.resolve("pki"), here.resolve("root"), List.of("hw.example"), clock);
  }

  private List<X509Certificate> enrol(String name, KeyPair pair, String token) throws Exception {
    return pki.enrol(SigningRequest.encode(name, pair), token);
  }

  private String token(String name) {
    return pki.issue(name, Role.CLIENT, 1, DAY, QUARTER).text();
  }

  @Test
  void aTokenIsExchangedForACertificateOfItsNameAndRole() throws Exception {
    List<X509Certificate> chain = enrol("ann", ann, token("ann"));

    Peer peer = pki.check().peer(chain);

    assertThat(peer.name()).isEqualTo("ann");
    assertThat(peer.role()).isEqualTo(Role.CLIENT);
    assertThat(pki.check().problemNow(peer)).isNull();
    assertThat(chain.get(0).getNotAfter().toInstant()).isEqualTo(START.plus(QUARTER));
  }

  @Test
  void namesWithCommasAndLettersOfManyScriptsComeBackAsTheyWere() throws Exception {
    String name = "Klinik Süd, Station 3 = \"Ω\" + 東";

    assertThat(pki.check().peer(enrol(name, ann, token(name))).name()).isEqualTo(name);
  }

  @Test
  void theSameKeyMayAskAgainAndAnotherKeyIsRefused() throws Exception {
    String token = token("ann");
    enrol("ann", ann, token);

    assertThat(enrol("ann", ann, token)).hasSize(3);
    assertThatThrownBy(() -> enrol("ann", thief, token))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining("used already by another key");
  }

  @Test
  void aTokenIsOfOneNameAlone() {
    assertThatThrownBy(() -> enrol("bob", thief, token("ann")))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining("of another name than 'bob'")
        .hasMessageNotContaining("ann");
  }

  @Test
  void anExpiredTokenIsRefusedInASentence() {
    String token = token("ann");
    now = START.plus(DAY);

    assertThatThrownBy(() -> enrol("ann", ann, token))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining("expired on 2026-03-02T12:00:00Z");
  }

  @Test
  void aStrangersTokenAndADamagedOneAreRefused() throws Exception {
    PkiFolder other =
        PkiFolder.init(here.resolve("other"), here.resolve("other-root"), List.of(), clock);

    assertThatThrownBy(() -> enrol("ann", ann, other.issue("ann", Role.CLIENT, 1, DAY, DAY).text()))
        .hasMessageContaining("not one of this coordinator's");
    assertThatThrownBy(() -> enrol("ann", ann, "hw1.no")).hasMessageContaining("damaged");
    assertThatThrownBy(
            () ->
                pki.check()
                    .peer(
                        other.enrol(
                            SigningRequest.encode("ann", ann),
                            other.issue("ann", Role.CLIENT, 1, DAY, DAY).text())))
        .hasMessageContaining("not of this coordinator's root");
  }

  @Test
  void revokingEndsCertificatesAndTokensOfBeforeAndNoneOfAfter() throws Exception {
    Peer before = pki.check().peer(enrol("ann", ann, token("ann")));
    String unused = token("ann");
    now = START.plusMillis(1);
    pki.revoke("ann");

    assertThat(pki.check().problemNow(before)).contains("revoked");
    assertThatThrownBy(() -> enrol("ann", ann, unused)).hasMessageContaining("was revoked");

    now = START.plusMillis(2);
    Peer after = pki.check().peer(enrol("ann", ann, token("ann")));
    assertThat(pki.check().problemNow(after)).isNull();
    assertThat(pki.check().problemNow(before)).contains("revoked");
  }

  @Test
  void anExpiredCertificateAndAClockThatIsBehindAreSaidInASentence() throws Exception {
    List<X509Certificate> chain = enrol("ann", ann, token("ann"));
    Peer peer = pki.check().peer(chain);

    now = START.minus(Duration.ofMinutes(4));
    assertThat(pki.check().problemNow(peer)).isNull();
    now = START.minus(Duration.ofMinutes(6));
    assertThat(pki.check().problemNow(peer)).contains("not valid before", "clocks that agree");
    now = START.plus(QUARTER).plusSeconds(1);
    assertThat(pki.check().problemNow(peer)).contains("expired on");
    assertThatThrownBy(() -> pki.check().peer(chain)).hasMessageContaining("expired on");
  }

  @Test
  void aNodeCannotSignForOthersAndAServersCertificateIsNobodys() throws Exception {
    List<X509Certificate> chain = enrol("ann", ann, token("ann"));
    X509Certificate forged =
        Issuing.node(
            thief.getPublic(), "bob", Role.OPERATOR, chain.get(0), ann.getPrivate(), now, DAY);

    assertThatThrownBy(
            () -> pki.check().peer(List.of(forged, chain.get(0), chain.get(1), chain.get(2))))
        .hasMessageContaining("not of this coordinator's root");
    assertThatThrownBy(() -> pki.check().peer(Pem.certificates("server", pki.server())))
        .hasMessageContaining("not a client's");
  }

  @Test
  void withRootsFromElsewhereNobodyIsToldOfJoinTokens() throws Exception {
    CertificateCheck check = new CertificateCheck(List.of(pki.root()), null, clock);

    assertThat(check.none()).contains("--tls-cert and --tls-key").doesNotContain("join token");
    assertThatThrownBy(() -> check.peer(Pem.certificates("server", pki.server())))
        .hasMessageContaining("its organizational unit (OU) is 'coordinator', where 'client'")
        .hasMessageContaining("--tls-cert and --tls-key")
        .hasMessageNotContaining("join token");
    assertThat(pki.check().none()).contains("--token-file");
  }

  @Test
  void keysAreForTheirOwnerAloneAndTheCoordinatorsFolderHasNoRootKey() throws Exception {
    pki.server();
    enrol("ann", ann, token("ann"));
    try (Stream<Path> files = Files.walk(here)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file).contains("PRIVATE KEY") || file.toString().contains("tokens")) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .as(file.toString())
              .isEqualTo("rw-------");
        }
      }
    }
    assertThat(here.resolve("pki").resolve("root.key")).doesNotExist();
    assertThat(here.resolve("root").resolve("root.key")).exists();
  }

  @Test
  void readersOfTheFolderLearnNoToken() throws Exception {
    String secret = JoinToken.parse(token("ann")).secret();
    try (Stream<Path> files = Files.walk(here)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(file.getFileName().toString()).doesNotContain(secret);
        assertThat(Files.readString(file)).doesNotContain(secret);
      }
    }
  }

  @Test
  void aSecondInitTouchesNothing() {
    assertThatThrownBy(
            () -> PkiFolder.init(here.resolve("pki"), here.resolve("x"), List.of(), clock))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("exists");
    assertThat(here.resolve("x")).doesNotExist();
  }

  @Test
  void aTabsTokenIsGoodWithItsFirstKeyAlone() throws Exception {
    String token = token("tab");
    pki.bind(token, ann.getPublic());
    now = START.plus(QUARTER);

    pki.bind(token, ann.getPublic());
    assertThatThrownBy(() -> pki.bind(token, thief.getPublic()))
        .hasMessageContaining("another key");
  }
}
