package dev.headwater.client.enrolment;

import com.google.protobuf.ByteString;
import dev.headwater.client.connection.ChannelSecurity;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.connection.Statuses;
import dev.headwater.files.UserDataException;
import dev.headwater.pki.CertificateCheck;
import dev.headwater.pki.JoinToken;
import dev.headwater.pki.Pem;
import dev.headwater.pki.SigningRequest;
import dev.headwater.proto.signing.ClientKey;
import dev.headwater.v1.EnrolReply;
import dev.headwater.v1.EnrolRequest;
import dev.headwater.v1.FederationGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Gets a node its certificate: the kept one while it is good, otherwise the one that a join token
 * is exchanged for.
 *
 * <p>Guarantee: the token is sent to nobody but the holder of the root that it names. Adversary:
 * somebody between node and coordinator, or at its address, with any certificate of another root.
 */
public final class Enrolment {
  private static final long DEADLINE_SECONDS = 30;

  private final NodeFolder folder;
  private final String name;
  private final JoinToken token;
  private final ClientKey key;
  private final InstantSource clock;

  /** An enrolment of {@code name} with {@code token}. */
  public Enrolment(
      NodeFolder folder, String name, JoinToken token, ClientKey key, InstantSource clock) {
    this.folder = folder;
    this.name = name;
    this.token = token;
    this.key = key;
    this.clock = clock;
  }

  /** The coordinator cannot be reached now; the message is a sentence. */
  public static final class UnreachableException extends Exception {
    UnreachableException(String reason) {
      super(reason);
    }
  }

  /**
   * How to connect from here on; asks the coordinator only if there is no good certificate.
   *
   * @param target {@code host:port}
   * @throws UserDataException if the coordinator refuses, or is not the token's
   * @throws UnreachableException if it does not answer; another attempt may do
   */
  public ChannelSecurity security(String target, Executor executor) throws UnreachableException {
    Instant now = clock.instant();
    List<X509Certificate> kept = folder.chain(token, key);
    if (!kept.isEmpty() && CertificateCheck.expired(kept.get(0), name, now) == null) {
      return ChannelSecurity.mutual(key.pair().getPrivate(), kept);
    }
    List<X509Certificate> chain = ask(target, executor);
    String unusable = CertificateCheck.expired(chain.get(0), name, now);
    if (unusable != null) {
      throw new UserDataException(unusable);
    }
    folder.keep(token, chain);
    return ChannelSecurity.mutual(key.pair().getPrivate(), chain);
  }

  private List<X509Certificate> ask(String target, Executor executor) throws UnreachableException {
    ManagedChannel channel =
        Channels.open(target, ChannelSecurity.enrolling(token.fingerprint()), executor);
    try {
      EnrolReply reply =
          FederationGrpc.newBlockingStub(channel)
              .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
              .enrol(
                  EnrolRequest.newBuilder()
                      .setSigningRequest(
                          ByteString.copyFrom(SigningRequest.encode(name, key.pair())))
                      .setToken(token.text())
                      .build());
      List<X509Certificate> chain = new ArrayList<>();
      for (ByteString one : reply.getChainList()) {
        chain.add(Pem.certificate(one.toByteArray()));
      }
      requireOwn(chain);
      return chain;
    } catch (StatusRuntimeException e) {
      Status status = e.getStatus();
      if (Statuses.isFinal(status)) {
        throw new UserDataException(Statuses.sentence(status), e);
      }
      throw new UnreachableException(Statuses.sentence(status));
    } catch (CertificateException e) {
      throw new UserDataException(
          "certificate: the coordinator's answer is damaged (expected: X.509)", e);
    } finally {
      channel.shutdownNow();
    }
  }

  private void requireOwn(List<X509Certificate> chain) {
    if (chain.size() < 2
        || !chain.get(0).getPublicKey().equals(key.pair().getPublic())
        || !JoinToken.fingerprint(chain.get(chain.size() - 1)).equals(token.fingerprint())) {
      throw new UserDataException(
          "certificate: the coordinator's answer is not of this client's key and root (expected: both)");
    }
  }
}
