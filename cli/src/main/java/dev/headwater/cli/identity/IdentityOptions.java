package dev.headwater.cli.identity;

import dev.headwater.files.UserDataException;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.Identity;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for a node's identity in masked rounds, and for the keys that it trusts. */
public final class IdentityOptions {
  @Option(
      names = "--identity",
      paramLabel = "FILE",
      description =
          "File of this client's secret identity, which signs its keys in masked rounds; created on first use. Its public key is printed, for the --enrolled of others.")
  @Nullable Path identity;

  @Option(
      names = "--enrolled",
      paramLabel = "FILE",
      description =
          "A file of lines NAME PUBLICKEY, from elsewhere than the coordinator: in masked rounds only these clients' signed keys are trusted. Add --require-secure-aggregation, or the coordinator can ask for unmasked rounds.")
  @Nullable Path enrolled;

  /**
   * The node's identity, null if none is requested. Prints its public key, so that it can be
   * enrolled.
   */
  public @Nullable Identity identity(String name, PrintWriter out) {
    if (identity == null) {
      return null;
    }
    Identity own = IdentityFile.open(identity);
    out.printf("Public key of %s: %s%n", name, IdentityFile.hex(own.publicKey()));
    out.flush();
    return own;
  }

  /**
   * The identities that the node {@code name} trusts.
   *
   * @throws UserDataException if the node itself is not enrolled: the others would refuse its keys
   */
  public TrustedIdentities trusted(String name, @Nullable Identity own) {
    if (enrolled == null) {
      return TrustedIdentities.none();
    }
    if (own == null) {
      throw new UserDataException(
          "enrolled: without --identity (expected: both; enrolled nodes sign their own keys too)");
    }
    Map<String, Bytes> keys = EnrolledFile.read(enrolled);
    Bytes listed = keys.get(name);
    if (!own.publicKey().equals(listed)) {
      throw new UserDataException(
          "enrolled: %s in %s (expected: the line '%s %s', here and at the other nodes)"
              .formatted(
                  listed == null
                      ? "%s does not stand".formatted(name)
                      : "%s stands with another key than that of --identity".formatted(name),
                  enrolled,
                  name,
                  IdentityFile.hex(own.publicKey())));
    }
    return TrustedIdentities.only(keys);
  }
}
