package dev.headwater.cli.setup;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Alike;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.vision.data.PictureSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The classes of a run over the network, and the pictures that fix them. */
public final class LabelOptions {
  @Option(
      names = "--labels",
      split = ",",
      paramLabel = "NAME",
      description =
          "Class names, separated by commas. Default: those of --test-data, else those of the first clients.")
  List<String> labels = new ArrayList<>();

  @Option(
      names = "--test-data",
      paramLabel = "PATH",
      description =
          "Pictures to test the global model on. Default: none; clients evaluate it on theirs.")
  public @Nullable String testData;

  /**
   * Refuses to take the classes from clients where a promise is made.
   *
   * <p>The names of the classes are a part of every model. What clients bring is data that no noise
   * hides: a class that only one has names that client, or that one picture.
   *
   * @param privacy the kind of promise, in a flag's words
   * @throws UserDataException if neither names nor test pictures are given
   */
  public void requireOwn(String privacy) {
    if (labels.isEmpty() && testData == null) {
      throw new UserDataException(
          "labels: what the clients bring, with --privacy %s (expected: --labels NAME,NAME,... or --test-data PATH; a rare class name tells whose it is, and no noise hides it)"
              .formatted(privacy));
    }
  }

  /**
   * The labels named by the flags, the test pictures or the run that goes on; empty if clients
   * bring them.
   *
   * @param tests the opened test pictures
   * @param earlier the run that goes on, or is left by a client
   */
  public List<String> fixed(@Nullable PictureSet tests, @Nullable Path earlier) {
    if (!labels.isEmpty()) {
      return labels.stream().map(Alike::composed).toList();
    }
    if (tests != null) {
      return tests.labels();
    }
    RunDetails details = earlier == null ? null : RunFolder.open(earlier).details();
    return details == null ? List.of() : details.facts().labels();
  }
}
