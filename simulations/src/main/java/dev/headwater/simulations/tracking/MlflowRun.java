package dev.headwater.simulations.tracking;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run that an MLflow tracking server is told of: settings, metrics of every round, how it ended,
 * files. Everything is sent on a thread of its own, so no round waits for the server; the first
 * call that fails ends the telling with a sentence, and the run goes on.
 */
public final class MlflowRun implements RoundListener, AutoCloseable {
  /** Calls that wait; those of more rounds are left out, so that a slow server costs no memory. */
  private static final int WAITING = 10_000;

  private static final String EXPERIMENT = "headwater";

  private final MlflowServer server;
  private final String uri;
  private final Map<String, String> environment;
  private final Consumer<String> tell;
  private final Duration patience;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "mlflow");
            made.setDaemon(true);
            return made;
          });
  private final Semaphore room = new Semaphore(WAITING);
  private @Nullable TrackedRun tracked;
  private boolean ended;

  /** Of the thread that sends. */
  private MlflowServer.@Nullable Run run;

  private volatile boolean silent;

  /**
   * A run that the server does not know yet; nothing is sent.
   *
   * @param uri of the tracking server
   * @param environment of this process, with MLflow's own variables
   * @param tell takes a sentence for the user, on any thread
   * @param patience how long the end of the run waits for what is still to be sent
   * @throws UserDataException if the URI is none of a server
   */
  public MlflowRun(
      String uri, Map<String, String> environment, Consumer<String> tell, Duration patience) {
    this.server = MlflowServer.at(uri, environment);
    this.uri = uri;
    this.environment = Map.copyOf(environment);
    this.tell = tell;
    this.patience = patience;
  }

  /**
   * The run begins.
   *
   * @param facts of the run
   * @param promised whether it promises privacy: then the server is told less
   * @param name of the run
   * @param earlier its rounds of before a resumption
   */
  public void begin(RunFacts facts, boolean promised, String name, List<RoundRecord> earlier) {
    TrackedRun told = new TrackedRun(facts, promised);
    tracked = told;
    long now = System.currentTimeMillis();
    String experiment = environment.getOrDefault("MLFLOW_EXPERIMENT_NAME", EXPERIMENT);
    send(
        () -> {
          MlflowServer.Run made =
              server.begin(server.experiment(experiment), name, now, told.tags());
          run = made;
          Map<String, String> params = told.params();
          Map<String, String> some = new LinkedHashMap<>();
          for (Map.Entry<String, String> param : params.entrySet()) {
            some.put(param.getKey(), param.getValue());
            if (some.size() == 100) { // the server takes no more at once
              server.params(made, some);
              some.clear();
            }
          }
          server.params(made, some);
        });
    earlier.forEach(round -> send(round, told));
  }

  @Override
  public void onRound(RoundReport report) {
    TrackedRun told = tracked;
    if (told != null) {
      send(RoundRecord.of(report), told);
    }
  }

  private void send(RoundRecord round, TrackedRun told) {
    List<Map<String, Object>> metrics = told.metrics(round, System.currentTimeMillis());
    send(() -> server.metrics(begun(), metrics));
  }

  /**
   * The run has ended; waits for what is still to be sent, as long as the patience lasts.
   *
   * @param outcome how
   * @param folder the run's, whose files are sent; null to send none
   */
  public void end(RunOutcome outcome, @Nullable Path folder) {
    TrackedRun told = tracked;
    if (told == null || ended) {
      return;
    }
    ended = true;
    long now = System.currentTimeMillis();
    send(
        () -> {
          server.tags(begun(), Map.of("headwater.outcome", outcome.words()));
          server.end(begun(), TrackedRun.status(outcome), now);
          if (folder != null) {
            files(told, folder);
          }
        });
  }

  private void files(TrackedRun told, Path folder) throws IOException, InterruptedException {
    MlflowServer.Run made = begun();
    if (!made.takesFiles()) {
      tell.accept(
          "MLflow keeps files at %s, where only its own clients reach them: none were sent (expected: a server with --serve-artifacts)."
              .formatted(made.artifacts()));
      return;
    }
    for (String name : told.files()) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        server.file(made, file);
      }
    }
  }

  private MlflowServer.Run begun() throws IOException {
    MlflowServer.Run made = run;
    if (made == null) {
      throw new IOException("the run was not begun there");
    }
    return made;
  }

  /** One call or more, in the order in which they were handed over. */
  private interface Call {
    void run() throws IOException, InterruptedException;
  }

  private void send(Call call) {
    if (silent || !room.tryAcquire()) {
      return;
    }
    thread.execute(
        () -> {
          try {
            if (!silent) {
              call.run();
            }
          } catch (IOException e) {
            giveUp(words(e));
          } catch (InterruptedException e) {
            silent = true; // closed
          } catch (RuntimeException e) {
            giveUp(String.valueOf(e));
          } finally {
            room.release();
          }
        });
  }

  private static String words(IOException e) {
    return e.getMessage() == null ? "it cannot be reached" : e.getMessage();
  }

  private void giveUp(String why) {
    silent = true;
    tell.accept(
        "MLflow at %s is told no more of this run: %s. The run goes on, and its folder has everything."
            .formatted(uri, why));
  }

  /** A run that has not ended by now has failed, as far as the server is told. */
  @Override
  public void close() {
    if (!ended && tracked != null) {
      end(RunOutcome.FAILED, null);
    }
    thread.shutdown();
    boolean interrupted = Thread.interrupted(); // Ctrl-C: the server still has to hear of it
    try {
      if (!thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS) && !silent) {
        giveUp("no answer within %d s".formatted(patience.toSeconds()));
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      thread.shutdownNow();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
