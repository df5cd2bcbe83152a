package dev.headwater.pki;

import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The join tokens of a {@link PkiFolder}: a file for each, named by the hash of its secret, and a
 * file for each use, which names the key that it was used for. Files appear whole and are never
 * changed, so a command line and a running coordinator need no lock: whoever creates the file of
 * the nth use has it.
 *
 * <p>Guarantee: a token binds at most its number of keys, also if several coordinators serve the
 * folder at once. Adversary: holders of tokens, and readers of the folder, who learn no secret.
 */
final class TokenStore {
  /** Files of grants, and not those of uses, nor what is half-written. */
  private static final Pattern GRANT = Pattern.compile("[0-9a-f]+");

  private final Path folder;
  private final Revocations revocations;
  private final InstantSource clock;

  TokenStore(Path folder, Revocations revocations, InstantSource clock) {
    this.folder = folder;
    this.revocations = revocations;
    this.clock = clock;
  }

  /** What a token stands for. */
  record Grant(
      String name, Role role, int uses, Instant issued, Instant expires, Duration validFor) {}

  void add(JoinToken token, Grant grant) throws IOException {
    Properties fields = new Properties();
    fields.setProperty("name", grant.name());
    fields.setProperty("role", grant.role().word());
    fields.setProperty("uses", Integer.toString(grant.uses()));
    fields.setProperty("issued", grant.issued().toString());
    fields.setProperty("expires", grant.expires().toString());
    fields.setProperty("valid-for", grant.validFor().toString());
    StringWriter text = new StringWriter();
    fields.store(text, null);
    WholeFile.writeSecret(file(token), bytes(text.toString()));
  }

  /** All names that anything was issued to: grants stay after they expire. */
  SortedSet<String> names() throws IOException {
    SortedSet<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(one -> GRANT.matcher(name(one)).matches()).toList()) {
        Properties fields = new Properties();
        fields.load(new StringReader(Files.readString(file)));
        names.add(fields.getProperty("name", ""));
      }
    }
    return names;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** The grant of a token that may be shown: known, and not revoked. */
  Grant grant(JoinToken token) throws TokenRefusedException {
    Path file = file(token);
    Grant grant;
    try {
      if (!Files.exists(file)) {
        throw new TokenRefusedException(
            "token: not one of this coordinator's (expected: a join token of its 'headwater pki issue'; ask whoever runs it)");
      }
      Properties fields = new Properties();
      fields.load(new StringReader(Files.readString(file)));
      grant =
          new Grant(
              fields.getProperty("name"),
              Role.of(fields.getProperty("role")).orElseThrow(),
              Integer.parseInt(fields.getProperty("uses")),
              Instant.parse(fields.getProperty("issued")),
              Instant.parse(fields.getProperty("expires")),
              Duration.parse(fields.getProperty("valid-for")));
    } catch (IOException | RuntimeException e) {
      throw new UserDataException(
          "token: %s cannot be read (expected: as 'headwater pki issue' wrote it; issue another)"
              .formatted(file),
          e);
    }
    if (revocations.covers(grant.name(), grant.issued())) {
      throw new TokenRefusedException(
          "token: of %s, which was revoked (expected: a token that was issued since; ask whoever runs the coordinator)"
              .formatted(grant.name()));
    }
    return grant;
  }

  /**
   * Whose token it is, without using it: expired ones are good for nothing but for clients whose
   * key has used them.
   */
  Grant readable(JoinToken token) throws TokenRefusedException {
    Grant grant = grant(token);
    boolean bound =
        grant.role() == Role.CLIENT && Files.exists(folder.resolve(token.secretHash() + ".use-1"));
    if (!bound) {
      requireFresh(grant);
    }
    return grant;
  }

  /**
   * Uses a token for a key. The same key again takes no further use, so that an answer that was
   * lost can be asked for again, and so that a tab comes back.
   *
   * @param key SHA-256 of the public key, 64 hex digits
   * @throws TokenRefusedException if the token is unknown, revoked, expired, or used up by other
   *     keys
   */
  Grant use(JoinToken token, String key) throws TokenRefusedException, IOException {
    Grant grant = grant(token);
    for (int n = 1; n <= grant.uses(); n++) {
      Path use = folder.resolve(token.secretHash() + ".use-" + n);
      String holder = Files.exists(use) ? Files.readString(use) : claim(use, key, grant);
      if (holder.equals(key)) {
        return grant;
      }
    }
    throw new TokenRefusedException(
        "token: of %s, used %s by another key (expected: a token that is not used up; ask whoever runs the coordinator for another)"
            .formatted(grant.name(), grant.uses() == 1 ? "already" : grant.uses() + " times"));
  }

  /** Takes a use that nobody has; gives the key that has it now. */
  private String claim(Path use, String key, Grant grant)
      throws TokenRefusedException, IOException {
    requireFresh(grant);
    return WholeFile.createSecret(use, bytes(key)) ? key : Files.readString(use);
  }

  private void requireFresh(Grant grant) throws TokenRefusedException {
    if (!clock.instant().isBefore(grant.expires())) {
      throw new TokenRefusedException(
          "token: of %s, expired on %s (expected: one that is still good; ask whoever runs the coordinator for another)"
              .formatted(grant.name(), grant.expires()));
    }
  }

  private Path file(JoinToken token) {
    return folder.resolve(token.secretHash());
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
