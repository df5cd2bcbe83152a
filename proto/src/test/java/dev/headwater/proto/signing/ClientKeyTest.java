package dev.headwater.proto.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.headwater.v1.Contribution;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.Part;
import dev.headwater.v1.Submission;
import dev.headwater.v1.VectorHeader;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class ClientKeyTest {
  private final ClientKey key = ClientKey.fresh();
  private final VerifyingKey verifying = VerifyingKey.of(key.publicKey());
  private final Submission message =
      key.sign(
          Submission.newBuilder()
              .setRunId("run")
              .setRound(3)
              .setClient("ann")
              .setContribution(
                  Contribution.newBuilder()
                      .setWeight(20)
                      .setNumExamples(20)
                      .addVectors(
                          VectorHeader.newBuilder()
                              .setLayoutHash(ByteString.copyFromUtf8("layout"))
                              .setDigest(ByteString.copyFromUtf8("digest"))))
              .build());

  @Test
  void aSubmissionIsSignedOverRunRoundNameLayoutDigestAndWeight() {
    assertThat(verifying.signed(message)).isTrue();
    List<UnaryOperator<Submission.Builder>> changes =
        List.of(
            m -> m.setRunId("other"),
            m -> m.setRound(4),
            m -> m.setClient("bob"),
            m -> m.setContribution(m.getContributionBuilder().setWeight(21)),
            m -> m.setContribution(m.getContributionBuilder().setNumExamples(21)),
            m -> m.setContribution(m.getContributionBuilder().setVectors(0, header("x", "digest"))),
            m -> m.setContribution(m.getContributionBuilder().setVectors(0, header("layout", "x"))),
            m -> m.clearSignature());
    for (UnaryOperator<Submission.Builder> change : changes) {
      assertThat(verifying.signed(change.apply(message.toBuilder()).build())).isFalse();
    }
  }

  private static VectorHeader header(String layout, String digest) {
    return VectorHeader.newBuilder()
        .setLayoutHash(ByteString.copyFromUtf8(layout))
        .setDigest(ByteString.copyFromUtf8(digest))
        .build();
  }

  @Test
  void oneSignatureServesAllPartsAndEverySession() {
    Submission.Builder other = message.toBuilder().setSession(ByteString.copyFromUtf8("session"));
    other.getContributionBuilder().setVector(1).setPart(Part.newBuilder().setIndex(7));

    assertThat(verifying.signed(other.build())).isTrue();
  }

  @Test
  void aJoinIsSignedWithItsChallengeTokenAndKey() {
    JoinRequest join =
        key.sign(
            JoinRequest.newBuilder()
                .setClient("ann")
                .setChallenge(ByteString.copyFromUtf8("now"))
                .build());

    assertThat(verifying.signed(join)).isTrue();
    assertThat(
            verifying.signed(
                join.toBuilder().setChallenge(ByteString.copyFromUtf8("then")).build()))
        .isFalse();
    assertThat(verifying.signed(join.toBuilder().setToken("t").build())).isFalse();
    assertThat(VerifyingKey.of(ClientKey.fresh().publicKey()).signed(join)).isFalse();
  }

  @Test
  void whatIsNoKeyIsRefusedInASentence() {
    assertThatThrownBy(() -> VerifyingKey.of(ByteString.EMPTY)).hasMessageStartingWith("key: none");
    assertThatThrownBy(() -> VerifyingKey.of(ByteString.copyFromUtf8("abc")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: ECDSA P-256");
  }

  @Test
  void theJdkTakesTheSignaturesAndGivesThemToo() throws Exception {
    byte[] statement = "anything".getBytes(StandardCharsets.US_ASCII);
    ECPrivateKey secret = (ECPrivateKey) key.pair().getPrivate();
    ECPublicKey open = (ECPublicKey) key.pair().getPublic();
    for (int i = 0; i < 300; i++) { // some have numbers with leading zeros
      statement[0] = (byte) i;
      statement[1] = (byte) (i >> 8);
      Signature jdk = Signature.getInstance("SHA256withECDSAinP1363Format");
      jdk.initVerify(open);
      jdk.update(statement);
      assertThat(jdk.verify(Ecdsa.sign(secret, statement))).isTrue();
    }
    Signature jdk = Signature.getInstance("SHA256withECDSAinP1363Format");
    jdk.initSign(secret);
    jdk.update(statement);
    byte[] signature = jdk.sign();
    assertThat(Ecdsa.verify(Ecdsa.parameters(open), statement, signature)).isTrue();
    assertThat(Ecdsa.verify(Ecdsa.parameters(open), statement, new byte[64])).isFalse();
    assertThat(Ecdsa.verify(Ecdsa.parameters(open), statement, new byte[63])).isFalse();
  }
}
