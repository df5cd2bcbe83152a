package dev.headwater.cli.audit;

import dev.headwater.cli.extensions.ExtensionOptions;
import dev.headwater.cli.options.RunFlags;
import dev.headwater.cli.privacy.FormatOption;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.auditing.Canaries;
import dev.headwater.learning.auditing.CanaryGuesses;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.PrivacyPlan;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.simulations.attacks.MechanismReplay;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.state.LedgerFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater privacy audit}: tries to refute what a run's ledger claims. */
@Command(
    name = "audit",
    description = {
      "Tries to refute the epsilon that a run claims: does its rounds again, by the same code, with canaries in place of"
          + " its clients, guesses which were in, and says what epsilon that proves at least (Steinke, Nasr and Jagielski 2023).",
      "Exit code 0: the claim stands; 1: it is refuted."
    },
    footer = {
      "headwater privacy audit runs/latest",
      "headwater privacy audit runs/latest --canaries 500 --seed 1"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class AuditCommand implements Callable<Integer> {
  private static final int USUAL_CANARIES = 1000;

  @Spec CommandSpec spec;

  @picocli.CommandLine.Parameters(paramLabel = "RUN", description = "A run's folder.")
  Path run = Path.of("");

  @Option(
      names = "--canaries",
      paramLabel = "M",
      description =
          "Number of canaries. Default: 1000, but no more than the head has values, so that none disturbs another.")
  @Nullable Integer canaries;

  @Option(
      names = "--confidence",
      paramLabel = "P",
      defaultValue = "0.95",
      description = "Confidence of the lower bound. Default: ${DEFAULT-VALUE}.")
  double confidence;

  @Option(
      names = "--delta",
      paramLabel = "D",
      description =
          "Check the same rounds' epsilon at another delta: a small one lets canaries prove more. Default: the run's.")
  @Nullable Double delta;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed, to repeat an audit. Default: fresh randomness.")
  @Nullable Long seed;

  @Mixin ExtensionOptions extensions = new ExtensionOptions();
  @Mixin FormatOption output = new FormatOption();

  @Override
  public Integer call() throws Exception {
    return extensions.run(this::audited);
  }

  private int audited() {
    RecordedRun recorded = RunFolder.open(run);
    List<LedgerEntry> ledger = LedgerFile.read(run).entries();
    LedgerEntry.Opened opened = opened(ledger);
    List<LedgerEntry.Paid> paid = LedgerEntry.paid(ledger);
    if (paid.isEmpty()) {
      throw new UserDataException(
          "run: %s has paid for no round (expected: at least one, to audit what it cost)"
              .formatted(run));
    }
    AuditedClaim claim = UserInput.valid(() -> audit(recorded, opened, paid));
    output.print(claim.report(), spec);
    return (claim.refuted() ? ExitCode.FAILED : ExitCode.DONE).code();
  }

  private LedgerEntry.Opened opened(List<LedgerEntry> ledger) {
    if (ledger.isEmpty() || !(ledger.get(0) instanceof LedgerEntry.Opened opened)) {
      throw new UserDataException(
          "run: %s has no privacy ledger (expected: a run with --privacy; this one claims nothing that could be refuted)"
              .formatted(run));
    }
    if (opened.mechanism().inTraining()) {
      throw new UserDataException(
          "run: %s protects single %ss by DP-SGD (expected: noise on sums; DP-SGD takes another kind of canary, an example in a client's data, and its audit is not available)"
              .formatted(run, opened.unit()));
    }
    return opened;
  }

  private AuditedClaim audit(
      RecordedRun recorded, LedgerEntry.Opened opened, List<LedgerEntry.Paid> paid) {
    LedgerEntry.Paid first = paid.get(0);
    LedgerEntry.Paid last = paid.get(paid.size() - 1);
    SortedMap<String, Integer> people = new TreeMap<>();
    for (int i = 0; i < first.population(); i++) {
      people.put("client-" + i, 1);
    }
    RunFlags flags = RunFlags.again(recorded.config(), delta, seed);
    Model model = model(flags, recorded);
    RunSettings settings = flags.settings(model, people);
    int dimension = settings.dimension();
    PrivacyPlan promise = Objects.requireNonNull(settings.privacyPlan());
    Canaries birds =
        new Canaries(
            canaries == null ? Math.min(USUAL_CANARIES, dimension) : canaries,
            dimension,
            opened.adjacency().equals("ADD_OR_REMOVE")
                ? Canaries.Out.ABSENT
                : Canaries.Out.OPPOSITE,
            seed == null ? new SecureRandom().nextLong() : seed);
    MechanismReplay replay =
        new MechanismReplay(settings, promise, people, Parameters.zeros(model.layout()), birds);
    paid.forEach(round -> replay.round(round.asked()));
    requireSame(first, replay.paid().get(0));
    CanaryGuesses guesses =
        CanaryGuesses.of(replay.scores().toArray(), birds::included, promise.delta(), confidence);
    Double claimed = delta == null ? last.epsilon() : LedgerEntry.finite(replay.epsilon());
    return new AuditedClaim(
        opened,
        paid.size(),
        claimed,
        promise.delta(),
        confidence,
        guesses,
        CanaryGuesses.mostThatCanBeProved(birds.count(), promise.delta(), confidence));
  }

  /** The audit refers to the ledger: a configuration that contradicts it is refused. */
  private void requireSame(LedgerEntry.Paid ledger, LedgerEntry.Paid replay) {
    if (!ledger.steps().equals(replay.steps())
        || ledger.clippingNorm() != replay.clippingNorm()
        || ledger.weightCap() != replay.weightCap()
        || ledger.noiseDeviation() != replay.noiseDeviation()) {
      throw new UserDataException(
          "run: the ledger of %s has paid for %s, and its config.yaml asks for %s (expected: the same; one of the files was changed)"
              .formatted(run, ledger, replay));
    }
  }

  private Model model(RunFlags flags, RecordedRun recorded) {
    RunDetails details = recorded.details();
    if (details == null) {
      throw new UserDataException(
          "run: %s has no %s (expected: a run folder that is whole; how long its vectors are stands there)"
              .formatted(run, RunFolder.DETAILS));
    }
    return flags.model(details.facts().labels().size(), details.facts().backbone().featureLength());
  }
}
