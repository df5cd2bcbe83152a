package dev.headwater.cli.leakage;

import dev.headwater.cli.privacy.FormatOption;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.setup.PictureFlags;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.simulations.attacks.OneUpdate;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code headwater privacy leakage}: what one client's update reveals, and which protection hides
 * it.
 */
@Command(
    name = "leakage",
    description = {
      "Attacks one client's update: reads its labels and the mean features of its classes from it, in the open, and then"
          + " from what is seen under noise and under masks.",
      "Exit code 0: the protected attacks find nothing; 1: one of them does."
    },
    footer = {
      "headwater privacy leakage",
      "headwater privacy leakage --data photos --clients 10 --noise-multiplier 2"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class LeakageCommand implements Callable<Integer> {
  private static final long SEED = 1;
  private static final int BATCH = 20;

  /** As in simulate. */
  private static final int LOCAL_EPOCHS = 5;

  @Spec CommandSpec spec;
  @Mixin PictureFlags pictures = new PictureFlags();

  @Option(
      names = "--client",
      paramLabel = "NAME",
      description = "The client to attack. Default: the first.")
  @Nullable String client;

  @Option(
      names = "--noise-multiplier",
      paramLabel = "Z",
      defaultValue = "1",
      description = "Noise over the clipping norm, which is 1. Default: ${DEFAULT-VALUE}.")
  double noiseMultiplier;

  @Mixin FormatOption output = new FormatOption();

  @Override
  public Integer call() throws InterruptedException {
    if (!(noiseMultiplier > 0 && noiseMultiplier < Double.POSITIVE_INFINITY)) {
      throw new UserDataException(
          "noise-multiplier: %s (expected: above 0)".formatted(noiseMultiplier));
    }
    PictureFlags.Loaded loaded = pictures.load(SEED);
    SortedMap<String, ClientExamples> clients = loaded.data().clients();
    if (clients.size() < 3) {
      throw new UserDataException(
          "clients: %d (expected: at least 3; the sum of two tells each the other's)"
              .formatted(clients.size()));
    }
    String target = client == null ? clients.firstKey() : client;
    ClientExamples truth = clients.get(target);
    if (truth == null) {
      throw new UserDataException(
          "client: %s (expected: one of %d, such as %s)"
              .formatted(target, clients.size(), clients.firstKey()));
    }
    LeakageFindings findings =
        LeakageFindings.of(
            loaded.data().labels(),
            target,
            truth.train(),
            update(clients, target, 1, truth.train().size(), loaded),
            update(clients, target, 1, BATCH, loaded),
            update(clients, target, LOCAL_EPOCHS, BATCH, loaded),
            noiseMultiplier);
    output.print(findings.report(), spec);
    return (findings.hold() ? ExitCode.DONE : ExitCode.FAILED).code();
  }

  private static OneUpdate update(
      SortedMap<String, ClientExamples> clients,
      String target,
      int epochs,
      int batch,
      PictureFlags.Loaded loaded) {
    Hyperparameters hyper =
        UserInput.valid(() -> new Hyperparameters(epochs, batch, loaded.usualRate(), 0, 0, 0));
    return new OneUpdate(clients, target, hyper, loaded.head());
  }
}
