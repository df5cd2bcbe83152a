package dev.headwater.client.enrolment;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.pki.JoinToken;
import dev.headwater.pki.Pem;
import dev.headwater.proto.Names;
import dev.headwater.proto.signing.ClientKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The key of one client name, beside the memory of its runs, and the certificates that it was given
 * for it. A node that is started again comes back under its name because its key is here.
 *
 * <p>Guarantee: the key is made once, is readable by its owner alone (mode 600), and never leaves
 * the folder. Whoever reads it can take part as this client until its names are given up and its
 * certificates revoked.
 */
public final class NodeFolder {
  private final Path folder;
  private final String name;

  /**
   * The folder of {@code name} below {@code root}; nothing is made yet.
   *
   * @param root folder of all clients' keys
   */
  public NodeFolder(Path root, String name) {
    this.folder = root.resolve(Names.asFileName(name));
    this.name = name;
  }

  /**
   * The key, made on first use. Two processes that start at once get the same one.
   *
   * @throws UserDataException if it is damaged, or cannot be read or made
   */
  public ClientKey key() {
    Path file = folder.resolve("key.pem");
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(folder);
        Pem.createPair(file, ClientKey.fresh().pair());
      }
      return read(file);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static ClientKey read(Path file) {
    PrivateKey secret = Pem.key("key", file);
    PublicKey open = Pem.publicKey("key", file);
    return ClientKey.of(new KeyPair(open, secret));
  }

  /**
   * The certificate chain that this token was exchanged for; empty if there is none, or it is
   * another key's. A new token gets a new one: the earlier may have been revoked.
   */
  public List<X509Certificate> chain(JoinToken token, ClientKey key) {
    Path file = certificates(token);
    if (!Files.exists(file)) {
      return List.of();
    }
    List<X509Certificate> chain = Pem.certificates("certificate", file);
    return chain.get(0).getPublicKey().equals(key.pair().getPublic()) ? chain : List.of();
  }

  /** Keeps a chain that a join token was exchanged for. */
  public void keep(JoinToken token, List<X509Certificate> chain) {
    Path file = certificates(token);
    try {
      Files.createDirectories(folder);
      WholeFile.write(file, Pem.text(chain));
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private Path certificates(JoinToken token) {
    return folder.resolve(token.fingerprint().substring(0, 16) + "-" + token.id() + ".crt");
  }

  private UserDataException unusable(Path file, IOException e) {
    return new UserDataException(
        "key: %s of client %s cannot be read or written: %s (expected: a folder of this user's; choose another with --cache)"
            .formatted(file, name, FileTrouble.words(e)),
        e);
  }
}
