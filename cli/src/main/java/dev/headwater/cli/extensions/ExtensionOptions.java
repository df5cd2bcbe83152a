package dev.headwater.cli.extensions;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.models.Models;
import dev.headwater.vision.backbone.OwnModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** The flag that brings classes of a user's own. */
public final class ExtensionOptions {
  @Option(
      names = "--extensions",
      paramLabel = "JAR",
      split = ",",
      description =
          "Jars with classes of your own for --strategy, --aggregator, --head, --partition and --data class:NAME, and for those that a run or its model names; repeat the option for several. Default: none.")
  List<Path> extensions = new ArrayList<>();

  /**
   * The models that a file may name: those in the jars, of which whoever names them says that they
   * may be run.
   */
  public OwnModels models() {
    return extensions.isEmpty() ? OwnModels.NONE : Models::of;
  }

  /**
   * Runs a command that finds classes in the jars, on this thread and on those that it starts.
   *
   * @throws UserDataException if a jar cannot be read, or what a class out of one throws ends the
   *     command
   */
  public int run(Callable<Integer> command) throws Exception {
    if (extensions.isEmpty()) {
      return command.call();
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (ExtensionLoader loader = ExtensionLoader.open(extensions, before)) {
      thread.setContextClassLoader(loader);
      try {
        return command.call();
      } catch (UserDataException e) {
        throw e;
      } catch (RuntimeException | Error e) { // a jar made for another version is a LinkageError
        throw asMistakeOf(loader, e);
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** What passed through a class of the jars is its author's to mend; everything else is ours. */
  private static RuntimeException asMistakeOf(ExtensionLoader loader, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      StackTraceElement place = loader.placeIn(cause.getStackTrace());
      if (place != null) {
        return new UserDataException(
            "extensions: %s.%s (%s:%d) threw %s (expected: that it returns; mend the class, then go on with --resume, which the run's last line shows, or start again)"
                .formatted(
                    place.getClassName(),
                    place.getMethodName(),
                    place.getFileName(),
                    place.getLineNumber(),
                    oneLine(cause)),
            failure);
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  private static String oneLine(Throwable cause) {
    return cause.toString().lines().findFirst().orElse("").strip();
  }
}
