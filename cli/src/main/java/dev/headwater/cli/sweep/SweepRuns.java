package dev.headwater.cli.sweep;

import dev.headwater.cli.options.RunOutput;
import dev.headwater.cli.run.SimulateCommand;
import dev.headwater.cli.setup.SharedPictures;
import dev.headwater.cli.view.TerminalView;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.view.RunView;
import dev.headwater.vision.sources.folder.FolderLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what is left of a sweep, several runs at a time. One that fails stops no other. */
final class SweepRuns {
  private static final Logger LOG = LoggerFactory.getLogger(SweepRuns.class);
  private static final String PHASE = "Runs";

  /** Its run tells nobody: a summary of it is in its folder. */
  private static final RunView UNHEARD = new RunView() {};

  private final SweepPlan plan;
  private final SweepFolder folder;
  private final int jobs;
  private final TerminalView view;
  private final Map<String, Result> results = new HashMap<>();

  /**
   * Nothing runs yet.
   *
   * @param jobs runs at a time
   * @param view is told after every run
   */
  SweepRuns(SweepPlan plan, SweepFolder folder, int jobs, TerminalView view) {
    this.plan = plan;
    this.folder = folder;
    this.jobs = jobs;
    this.view = view;
  }

  /** The results so far, in the order of the plan; what has not run is not among them. */
  List<Result> results() {
    return plan.runs().stream()
        .filter(run -> results.containsKey(run.name()))
        .map(run -> results.get(run.name()))
        .toList();
  }

  /**
   * Runs all that has not ended.
   *
   * @param pictures of all runs; stay open
   * @throws InterruptedException if this thread is interrupted; the runs have saved what they had
   */
  void run(SharedPictures pictures) throws InterruptedException {
    List<Planned> left = left();
    List<String> others = folder.others();
    if (!others.isEmpty()) {
      view.note(
          "%s of this folder are not in the file any more, and not in its results: %s. Their folders stay."
              .formatted(Quantities.count(others.size(), "run"), FolderLayout.abbreviated(others)));
    }
    long before = results.values().stream().filter(Result.Done.class::isInstance).count();
    if (before > 0) {
      view.note(
          "%d of %d runs have ended before, and do not run again."
              .formatted(before, plan.runs().size()));
    }
    if (left.isEmpty()) {
      return;
    }
    view.phase(PHASE, 0, left.size());
    try (Workers workers = new Workers("run", jobs);
        Workers clock = Workers.ticking("sweep-clock", view::tick)) {
      CompletionService<Result> ended = new ExecutorCompletionService<>(workers.executor());
      left.forEach(run -> ended.submit(() -> result(run, pictures)));
      try {
        for (int i = 1; i <= left.size(); i++) {
          take(ended.take().get());
          view.phase(PHASE, i, left.size());
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("sweep: a run ended without a result", e.getCause());
      } finally {
        stop(workers);
      }
    }
  }

  /** Returns only when every run has saved what it had. */
  private static void stop(Workers workers) {
    workers.executor().shutdownNow();
    boolean interrupted = false;
    while (!workers.executor().isTerminated()) {
      try {
        workers.executor().awaitTermination(1, TimeUnit.HOURS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(Result result) {
    results.put(result.run().name(), result);
    view.note(result.line());
  }

  /** Runs on the same split come one after the other, so that it need not be made again. */
  private List<Planned> left() {
    Map<Object, List<Planned>> bySplit = new LinkedHashMap<>();
    for (Planned run : plan.runs()) {
      Result known = known(run);
      if (known == null) {
        SimulateCommand command = run.command(plan.file().file(), Map.of());
        bySplit
            .computeIfAbsent(
                List.of(command.data().data, command.model().backbone, command.split()),
                split -> new ArrayList<>())
            .add(run);
      } else {
        results.put(run.name(), known);
      }
    }
    return bySplit.values().stream().flatMap(List::stream).toList();
  }

  private @Nullable Result known(Planned run) {
    try {
      return Result.of(run, folder.run(run));
    } catch (UserDataException e) {
      Result failed = new Result.Failed(run, String.valueOf(e.getMessage()));
      view.note(failed.line());
      return failed;
    }
  }

  private Result result(Planned run, SharedPictures pictures) {
    Path dir = folder.run(run);
    try {
      SimulateCommand command = run.command(plan.file().file(), flags(run, dir));
      command.check();
      int code =
          command.run(
              pictures.model(command.model()),
              new RunOutput(TerminalView.to(UNHEARD), null),
              () -> pictures.load(command.model(), command.data(), command.split()));
      return Result.after(run, dir, code);
    } catch (UserDataException e) {
      return new Result.Failed(run, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result.Interrupted(run);
    } catch (RuntimeException e) {
      return failed(run, e);
    }
  }

  private static Result failed(Planned run, RuntimeException e) {
    IOException trouble = FileTrouble.in(e);
    if (trouble != null) {
      return new Result.Failed(run, FileTrouble.sentence(e, trouble));
    }
    LOG.error("{} failed", run.name(), e);
    return new Result.Failed(
        run, "failed: %s (this is a bug in Headwater: the log says where)".formatted(e));
  }

  private Map<String, String> flags(Planned run, Path dir) {
    Map<String, String> flags = new LinkedHashMap<>();
    boolean begun = Files.exists(dir.resolve(RunFolder.CONFIG));
    flags.put(begun ? "resume" : "out", dir.toString());
    if (!run.values().containsKey("threads")) {
      int cores = Runtime.getRuntime().availableProcessors();
      flags.put("threads", String.valueOf(Math.max(1, cores / jobs)));
    }
    return flags;
  }
}
