package dev.headwater.cli.security;

import dev.headwater.cli.config.DurationConverter;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.files.WholeFile;
import dev.headwater.pki.JoinToken;
import dev.headwater.pki.PkiFolder;
import dev.headwater.pki.Role;
import dev.headwater.proto.Names;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headwater pki issue}: a join token for one name. */
@Command(
    name = "issue",
    description =
        "Prints a join token: a secret that NAME exchanges for a certificate, and the root's fingerprint. Hand it over by a channel that you trust.",
    footer = {
      "headwater pki issue ann --to ann.token",
      "headwater pki issue screen --role watcher --uses 3 --expires 24h"
    },
    mixinStandardHelpOptions = true)
final class PkiIssueCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The only client that may use the token.")
  String name = "";

  @Option(
      names = "--pki",
      paramLabel = "DIR",
      defaultValue = "pki",
      description = "Folder made by 'pki init'. Default: ${DEFAULT-VALUE}.")
  Path pki = Path.of("pki");

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      defaultValue = "client",
      description = "client, watcher or operator. Default: ${DEFAULT-VALUE}.")
  Role role = Role.CLIENT;

  @Option(
      names = "--uses",
      paramLabel = "N",
      defaultValue = "1",
      description = "Different keys that may enrol with it. Default: ${DEFAULT-VALUE}.")
  int uses = 1;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      defaultValue = "7d",
      converter = DurationConverter.class,
      description = "How long the token may be used, such as 24h or 7d. Default: ${DEFAULT-VALUE}.")
  Duration expires = Duration.ofDays(7);

  @Option(
      names = "--valid-for",
      paramLabel = "TIME",
      defaultValue = "90d",
      converter = DurationConverter.class,
      description = "How long its certificates are valid. Default: ${DEFAULT-VALUE}.")
  Duration validFor = Duration.ofDays(90);

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description =
          "Write the token to this file, readable by its owner alone, instead of printing it; it is what '--token-file' takes.")
  @Nullable Path to;

  @Override
  public Integer call() {
    UserInput.valid(() -> Names.requireClient(name));
    PkiFolder folder = PkiFolder.open(pki, InstantSource.system());
    PrintWriter err = spec.commandLine().getErr();
    if (!folder.warning().isEmpty()) {
      err.println(folder.warning());
    }
    Path file = to;
    if (file == null) {
      JoinToken token = UserInput.valid(() -> folder.issue(name, role, uses, expires, validFor));
      spec.commandLine().getOut().println(token.text());
    } else {
      UserInput.valid(
          () -> folder.issue(name, role, uses, expires, validFor, token -> write(file, token)));
      spec.commandLine()
          .getOut()
          .printf("The join token of %s (%s) is in %s.%n", name, role.word(), file);
    }
    if (Instant.now().plus(validFor).isAfter(folder.ends())) {
      err.printf(
          "Note: its certificates end on %s, earlier than --valid-for says: the intermediate ends then.%n",
          folder.ends());
    }
    return 0;
  }

  /** Never over another file: it may be the only copy of another token. */
  private static void write(Path file, JoinToken token) {
    try {
      byte[] line = (token.text() + "\n").getBytes(StandardCharsets.US_ASCII);
      if (!WholeFile.createSecret(file, ByteBuffer.wrap(line))) {
        throw new UserDataException(
            "to: %s exists (expected: a new file; no token was issued)".formatted(file));
      }
    } catch (IOException e) {
      throw new UserDataException(
          "to: %s cannot be written: %s (expected: a new file in a folder of this user's; no token was issued)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
  }
}
