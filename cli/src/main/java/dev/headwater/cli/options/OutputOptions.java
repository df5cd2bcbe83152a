package dev.headwater.cli.options;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.simulations.Resumption;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.output.state.FolderLock;
import dev.headwater.simulations.output.state.FolderPlace;
import dev.headwater.simulations.tracking.MlflowRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for output locations. */
public final class OutputOptions {
  public enum Format {
    TEXT,
    JSON
  }

  /** How long the end of a run waits for a tracking server. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A YAML file of options without their dashes, such as the config.yaml of a run; options on the command line take precedence.")
  @Nullable Path config;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description =
          "Continue an interrupted run in its own folder, with its own options; options given here take precedence. Privacy budget that is spent stays spent.")
  public @Nullable Path resume;

  @Option(
      names = "--adopt",
      description =
          "With --resume of a run with --privacy, from a copy of its folder: the copy replaces the original, which is never resumed again.")
  boolean adopt;

  @Option(
      names = "--changed-data",
      description =
          "With --resume: continue although the training or test pictures have changed since the run began.")
  boolean changedData;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the run; it must not exist yet. Default: a new folder below runs.")
  @Nullable Path out;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description =
          "Output: text, or json (JSON lines on standard output, nothing else). Default: ${DEFAULT-VALUE}.")
  public Format format = Format.TEXT;

  @Option(
      names = "--mlflow",
      paramLabel = "URI",
      description =
          "Tell an MLflow tracking server of the run: settings, metrics by round, its end, files. A server that does not answer costs a sentence, not the run. Default: none.")
  @Nullable String mlflow;

  /** Of the folder of {@code --out} or {@code --resume}; closed with the run folder. */
  private @Nullable FolderLock claimed;

  /**
   * The locations of a run without flags of its own; the caller claims them.
   *
   * @param folder the run's, which must not exist yet
   */
  public static OutputOptions into(Path folder) {
    OutputOptions options = new OutputOptions();
    options.out = folder;
    return options;
  }

  /**
   * What tells a tracking server of the run, if the flags name one; the caller closes it.
   *
   * @param tell takes a sentence for the user
   * @throws UserDataException if they name none that can be
   */
  public @Nullable MlflowRun tracking(Consumer<String> tell) {
    return mlflow == null ? null : new MlflowRun(mlflow, System.getenv(), tell, PATIENCE);
  }

  private void checkTracking() {
    MlflowRun tried = tracking(sentence -> {});
    if (tried != null) {
      tried.close();
    }
  }

  /**
   * Refuses unusable output locations before the long work. From here on no other process begins or
   * resumes a run in the same folder.
   *
   * @return the folder's lock, which the caller closes: a folder that was made for a run which is
   *     refused later is gone then; null for a new folder below {@code runs}
   */
  public @Nullable FolderLock claim() {
    checkTracking();
    if (out != null && resume != null) {
      throw new UserDataException(
          "--out and --resume (expected: one of them; a resumed run stays in its folder)");
    }
    if (adopt && resume == null) {
      throw new UserDataException("--adopt (expected: with --resume of a copied run folder)");
    }
    if (changedData && resume == null) {
      throw new UserDataException("--changed-data (expected: with --resume of a run)");
    }
    if (resume != null) {
      RunFolder.open(resume); // says what is wrong where it is no run
      claimed = FolderLock.take(resume);
    } else if (out != null) {
      claimed = RunFolder.claim(out);
    } else {
      requireRoom(Path.of(RunFolder.RUNS));
    }
    return claimed;
  }

  /** A folder for the run is made when its data has been read; whether it can be is known now. */
  static void requireRoom(Path runs) {
    Path there = runs.toAbsolutePath().normalize();
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      throw new UserDataException(
          "out: no folder can be made in %s (expected: a folder that may be written, or --out DIR with another one)"
              .formatted(there));
    }
  }

  /**
   * The run to resume, null for a new run.
   *
   * @param pictures digest of the training pictures of now; empty if clients keep them to
   *     themselves
   * @throws UserDataException if its folder cannot be used; then nothing in it has changed
   */
  public @Nullable Resumption resumption(RunSettings settings, RunFacts facts, String pictures) {
    if (resume == null) {
      return null;
    }
    RecordedRun run = RunFolder.open(resume); // now that nobody else writes it
    Resumption resumption = Resumption.of(run, settings, facts.labels(), facts.backbone());
    // refused here, before a file of the run is written again
    resumption.requireWhole(settings.promise() != null, adopt);
    Resumption whole = resumption.withAllRounds();
    if (!changedData) {
      whole.requirePictures(pictures);
      whole.requireTestSet(facts.testSet());
    }
    if (adopt && !whole.over()) {
      FolderPlace.adopt(resume);
    }
    return whole;
  }

  /**
   * Whether the run of {@code --resume} has no rounds left.
   *
   * @throws UserDataException if its checkpoint cannot be used
   */
  public boolean isOver(RunSettings settings) {
    return resume != null
        && Resumption.isOver(
            Checkpoint.read(
                resume, settings.model().layout(), settings.strategy().spec().toString()),
            settings,
            RunFolder.open(resume).rounds());
  }

  /**
   * With which round the run of {@code --resume} goes on, a sentence; none for a new run, and for
   * one that has no rounds left.
   *
   * @param rounds of the whole run
   */
  public Optional<String> goesOn(int rounds) {
    int done = resume == null ? 0 : Checkpoint.lastRound(resume);
    return done == 0 || done >= rounds
        ? Optional.empty()
        : Optional.of("Goes on from round %d of %d (%s).".formatted(done + 1, rounds, resume));
  }

  /** The run's folder, after {@link #claim}. */
  public RunFolder folder(String data, @Nullable Resumption resumption) {
    FolderLock lock = claimed;
    if (lock == null) {
      return RunFolder.create(Path.of(RunFolder.RUNS), data, Clock.system(ZoneId.systemDefault()));
    }
    if (resumption == null) {
      return RunFolder.create(lock);
    }
    return RunFolder.resume(resumption.run(), resumption.lastRound(), lock);
  }
}
