package dev.headwater.cli.process;

import dev.headwater.learning.training.kernels.Kernel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/**
 * The program's version and commit, both written into its jar by the build, and what it runs on.
 */
public final class Version implements IVersionProvider {
  /** Written by the build; empty where it was no build of a repository. */
  private static final String COMMIT = "commit";

  /** Such as {@code 0.1.0-SNAPSHOT}; {@code development} when run from class files. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Such as {@code 5ddd60a4e123}, with {@code -modified} behind it; empty if it is not known. */
  public static String commit() {
    try (InputStream in = Version.class.getResourceAsStream(COMMIT)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String[] getVersion() {
    String commit = commit();
    return new String[] {
      "headwater %s (%s)".formatted(current(), commit.isEmpty() ? "unknown commit" : commit),
      "Java %s, %s %s"
          .formatted(
              Runtime.version(), System.getProperty("os.name"), System.getProperty("os.arch")),
      "kernel: " + Kernel.best().description()
    };
  }
}
