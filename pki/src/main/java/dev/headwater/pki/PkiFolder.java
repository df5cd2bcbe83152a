package dev.headwater.pki;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.pki.folders.NewFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator holds to know its nodes: the intermediate's key, the root's certificate, the
 * tokens that were issued and who was revoked. Keys are readable by their owner alone (mode 600).
 *
 * <p>Guarantee: whoever reads this folder can make certificates until the intermediate expires, but
 * not another intermediate: the root's key is in a folder of its own, to be taken offline.
 */
public final class PkiFolder {
  /**
   * The name that a coordinator's certificate always has, beside its hosts. Nodes that know the
   * root ask for this name, so that the coordinator may stand at any address: nobody else gets a
   * certificate for servers from this root.
   */
  public static final String COORDINATOR = "coordinator.headwater.internal";

  private static final Duration ROOT = Duration.ofDays(3650);
  private static final Duration INTERMEDIATE = Duration.ofDays(730);
  private static final Duration SERVER = Duration.ofDays(90);

  private static final String ROOT_CERTIFICATE = "root.crt";
  private static final String CERTIFICATE = "intermediate.crt";
  private static final String KEY = "intermediate.key";
  private static final String HOSTS = "hosts";
  private static final String TOKENS = "tokens";
  private static final String REVOKED = "revoked";
  private static final String SERVER_FILE = "server.pem";

  private final Path folder;
  private final X509Certificate root;
  private final X509Certificate intermediate;
  private final PrivateKey key;
  private final Revocations revocations;
  private final TokenStore tokens;
  private final InstantSource clock;

  private PkiFolder(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
    if (!Files.isRegularFile(folder.resolve(KEY))) {
      throw new UserDataException(
          "pki: %s holds no %s (expected: a folder that 'headwater pki init' made)"
              .formatted(folder, KEY));
    }
    this.root = Pem.certificates("pki", folder.resolve(ROOT_CERTIFICATE)).get(0);
    this.intermediate = Pem.certificates("pki", folder.resolve(CERTIFICATE)).get(0);
    this.key = Pem.key("pki", folder.resolve(KEY));
    this.revocations = new Revocations(folder.resolve(REVOKED));
    this.tokens = new TokenStore(folder.resolve(TOKENS), revocations, clock);
    requireTogether();
    String expired = CertificateCheck.expired(intermediate, "intermediate", clock.instant());
    if (expired != null) {
      throw new UserDataException("pki: " + expired);
    }
  }

  /** A folder that was put together from two others would start, and no node could connect. */
  private void requireTogether() {
    Path certificate = folder.resolve(CERTIFICATE);
    Pem.requirePair("pki", certificate, intermediate, "pki", folder.resolve(KEY), key);
    try {
      intermediate.verify(root.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new UserDataException(
          "pki: %s is not from the root in %s (expected: the two files of one 'headwater pki init')"
              .formatted(certificate, folder.resolve(ROOT_CERTIFICATE)),
          e);
    }
  }

  /** What to say of who can read the intermediate's key; empty where its owner alone can. */
  public String warning() {
    Path secret = folder.resolve(KEY);
    try {
      Set<PosixFilePermission> all = Files.getPosixFilePermissions(secret);
      return all.contains(PosixFilePermission.GROUP_READ)
              || all.contains(PosixFilePermission.OTHERS_READ)
          ? "INSECURE: others on this machine can read %s, and with it make certificates. Next: chmod 600 %s"
              .formatted(secret, secret)
          : "";
    } catch (IOException | UnsupportedOperationException e) {
      return ""; // file systems without such permissions
    }
  }

  /** When the intermediate expires, and with it all that it signed. */
  public Instant ends() {
    return intermediate.getNotAfter().toInstant();
  }

  /**
   * Makes a root in {@code rootFolder} and an intermediate in {@code folder}; neither may exist.
   *
   * @param hosts names and addresses by which browsers reach the coordinator, beside this machine's
   * @throws UserDataException if a folder exists or cannot be made
   */
  public static PkiFolder init(
      Path folder, Path rootFolder, List<String> hosts, InstantSource clock) {
    return init(folder, rootFolder, hosts, null, clock);
  }

  /**
   * As {@link #init}, for a room: the root vouches for servers of local networks and of {@code
   * hosts} alone, and its key is thrown away. What devices trust cannot make another intermediate.
   *
   * @param hosts names and addresses of this machine
   */
  public static PkiFolder initRoom(Path folder, List<String> hosts, InstantSource clock) {
    Path rootFolder = folder.resolveSibling(folder.getFileName() + "-root");
    NewFolders.remove(rootFolder); // of an attempt that was killed
    Set<String> own = new LinkedHashSet<>(hosts);
    Issuing.thisMachine(own);
    PkiFolder made = init(folder, rootFolder, List.of(), Issuing.local(List.copyOf(own)), clock);
    NewFolders.remove(rootFolder);
    return made;
  }

  private static PkiFolder init(
      Path folder,
      Path rootFolder,
      List<String> hosts,
      @Nullable NameConstraints only,
      InstantSource clock) {
    NewFolders.require(folder, rootFolder);
    KeyPair top = Issuing.newKey();
    KeyPair pair = Issuing.newKey();
    X509Certificate root =
        Issuing.root(top, clock.instant(), only == null ? ROOT : INTERMEDIATE, only);
    X509Certificate intermediate =
        Issuing.intermediate(
            pair.getPublic(), root, top.getPrivate(), clock.instant(), INTERMEDIATE);
    Path writing = rootFolder;
    try {
      WholeFile.makeSecretFolder(rootFolder);
      Pem.writeSecret(rootFolder.resolve("root.key"), top.getPrivate(), List.of());
      WholeFile.write(rootFolder.resolve(ROOT_CERTIFICATE), Pem.text(root));
      writing = folder;
      WholeFile.makeSecretFolder(folder);
      WholeFile.makeSecretFolder(folder.resolve(TOKENS));
      WholeFile.write(folder.resolve(ROOT_CERTIFICATE), Pem.text(root));
      WholeFile.write(folder.resolve(CERTIFICATE), Pem.text(intermediate));
      WholeFile.write(folder.resolve(HOSTS), String.join("\n", hosts) + "\n");
      // Last: a folder without it is none, so that nothing half-made is used.
      Pem.writeSecret(folder.resolve(KEY), pair.getPrivate(), List.of());
    } catch (IOException e) {
      // Both were new: a root that is left alone would be in the way of the next attempt.
      NewFolders.remove(rootFolder);
      NewFolders.remove(folder);
      throw unwritable(writing.equals(folder) ? "pki" : "root", writing, e);
    }
    return open(folder, clock);
  }

  /**
   * The folder that {@link #init} made.
   *
   * @throws UserDataException if it is none, is damaged, or its intermediate has expired
   */
  public static PkiFolder open(Path folder, InstantSource clock) {
    return new PkiFolder(folder, clock);
  }

  /** The root, by which nodes know the coordinator. */
  public X509Certificate root() {
    return root;
  }

  /** Who was revoked. */
  public Revocations revocations() {
    return revocations;
  }

  /** The check of callers' certificates. */
  public CertificateCheck check() {
    return new CertificateCheck(Set.of(root), revocations, clock);
  }

  /**
   * A new join token.
   *
   * @param uses different keys that may enrol with it, at least 1
   * @param expires how long it may be used
   * @param validFor how long the certificates are valid that it is exchanged for
   */
  public JoinToken issue(String name, Role role, int uses, Duration expires, Duration validFor) {
    return issue(name, role, uses, expires, validFor, token -> {});
  }

  /**
   * A new join token as above, which counts only after {@code handOver} has returned: one that
   * could not be handed over is never good.
   */
  public JoinToken issue(
      String name,
      Role role,
      int uses,
      Duration expires,
      Duration validFor,
      Consumer<JoinToken> handOver) {
    if (uses < 1 || uses > 1000) {
      throw new IllegalArgumentException("uses: %d (expected: 1 to 1000)".formatted(uses));
    }
    if (expires.isNegative() || expires.isZero() || validFor.isNegative() || validFor.isZero()) {
      throw new IllegalArgumentException(
          "expires: %s, valid-for: %s (expected: above 0)".formatted(expires, validFor));
    }
    JoinToken token = JoinToken.fresh(JoinToken.fingerprint(root));
    handOver.accept(token);
    try {
      tokens.add(
          token,
          new TokenStore.Grant(
              name, role, uses, clock.instant(), clock.instant().plus(expires), validFor));
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
    return token;
  }

  /**
   * From now on nothing counts that {@code name} was given before.
   *
   * @throws UserDataException if nothing was ever issued to it: a misspelt name revokes nobody
   */
  public void revoke(String name) {
    try {
      SortedSet<String> names = tokens.names();
      if (!names.contains(name)) {
        throw new UserDataException(
            "revoke: nothing was ever issued to '%s' in %s (expected: %s)"
                .formatted(
                    name,
                    folder,
                    names.isEmpty()
                        ? "a name that 'pki issue' gave a token; there is none yet"
                        : "one of " + String.join(", ", names)));
      }
      revocations.add(name, clock.instant());
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  /**
   * Exchanges a token for a certificate.
   *
   * @param request PKCS #10, DER
   * @return the chain, the node's own certificate first, the root last
   * @throws TokenRefusedException if the token is no good, or is another name's
   */
  public List<X509Certificate> enrol(byte[] request, String token) throws TokenRefusedException {
    SigningRequest asked;
    JoinToken shown;
    try {
      asked = SigningRequest.decode(request);
      shown = JoinToken.parse(token);
    } catch (IllegalArgumentException e) {
      throw new TokenRefusedException(String.valueOf(e.getMessage()));
    }
    Holder holder = holder(token);
    if (!holder.name().equals(asked.name())) {
      throw new TokenRefusedException(
          "token: of another name than '%s' (expected: the name that it was issued for, with --name)"
              .formatted(asked.name()));
    }
    TokenStore.Grant grant = use(shown, asked.key());
    return List.of(
        Issuing.node(
            asked.key(),
            grant.name(),
            grant.role(),
            intermediate,
            key,
            clock.instant(),
            grant.validFor()),
        intermediate,
        root);
  }

  /** Whose token something is, and what they may do. */
  public record Holder(String name, Role role) {}

  /**
   * Whose token {@code token} is; it is not used. One that a key has used already lives on for that
   * key's sake: a tab comes back with it.
   *
   * @throws TokenRefusedException if it is unknown or revoked, or expired before anybody used it
   */
  public Holder holder(String token) throws TokenRefusedException {
    try {
      TokenStore.Grant grant = tokens.readable(JoinToken.parse(token));
      return new Holder(grant.name(), grant.role());
    } catch (IllegalArgumentException e) {
      throw new TokenRefusedException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Binds a token to a key that has no certificate, as a tab's: from then on it is good with this
   * key alone.
   *
   * @throws TokenRefusedException if it is no good, or used up by other keys
   */
  public void bind(String token, PublicKey tab) throws TokenRefusedException {
    use(JoinToken.parse(token), tab);
  }

  private TokenStore.Grant use(JoinToken token, PublicKey user) throws TokenRefusedException {
    try {
      return tokens.use(token, JoinToken.hex(JoinToken.sha256(user.getEncoded())));
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  /**
   * The file with a new certificate of the coordinator's and its key, for TLS: valid for 90 days,
   * for {@link #COORDINATOR}, this machine and the hosts of {@link #init}. Made at every start.
   */
  public Path server() {
    return server(List.of());
  }

  /**
   * As above, also for these hosts.
   *
   * @param more names and addresses that this machine has today
   */
  public Path server(List<String> more) {
    KeyPair pair = Issuing.newKey();
    Path file = folder.resolve(SERVER_FILE);
    try {
      Set<String> hosts =
          new LinkedHashSet<>(List.of(COORDINATOR, "localhost", "127.0.0.1", "::1"));
      Issuing.thisMachine(hosts);
      hosts.addAll(more);
      Files.readAllLines(folder.resolve(HOSTS)).stream()
          .filter(host -> !host.isBlank())
          .forEach(hosts::add);
      X509Certificate own =
          Issuing.server(
              pair.getPublic(), List.copyOf(hosts), intermediate, key, clock.instant(), SERVER);
      Pem.writeSecret(file, pair.getPrivate(), List.of(own, intermediate, root));
      return file;
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  private static UserDataException unwritable(Path folder, IOException e) {
    return unwritable("pki", folder, e);
  }

  private static UserDataException unwritable(String what, Path folder, IOException e) {
    return new UserDataException(
        "%s: %s cannot be written: %s (expected: a folder of this user's, in one that is there)"
            .formatted(what, folder, FileTrouble.words(e)),
        e);
  }
}
