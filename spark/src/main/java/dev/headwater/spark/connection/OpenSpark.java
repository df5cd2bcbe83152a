package dev.headwater.spark.connection;

import dev.headwater.files.TemporaryFolder;
import dev.headwater.files.UserDataException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to Spark, with executors that have come. One a process at a time. */
public final class OpenSpark implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenSpark.class);

  private final Master master;
  private final TemporaryFolder scratch;
  private final JavaSparkContext context;
  private final ExecutorWatch watch;
  private volatile @Nullable String failure;

  private OpenSpark(
      Master master, TemporaryFolder scratch, SparkConf conf, Consumer<String> notes) {
    this.master = master;
    this.scratch = scratch;
    this.context = connect(master, conf);
    Duration patience = Settings.patience(conf);
    this.watch = new ExecutorWatch(patience, this::executors, notes, () -> giveUp(patience));
    context.sc().addSparkListener(watch);
  }

  /**
   * Connects, and waits for executors.
   *
   * @param master local, or of a cluster
   * @param notes told of executors that were lost
   * @throws UserDataException if there is no Spark, or none of its workers has room
   */
  public static OpenSpark start(Master master, Consumer<String> notes) throws InterruptedException {
    master.requireReachable();
    TemporaryFolder scratch = TemporaryFolder.create("headwater-spark");
    OpenSpark spark;
    try {
      SparkConf conf = Settings.of(master, scratch.path());
      spark = new OpenSpark(master, scratch, conf, notes);
    } catch (RuntimeException e) {
      scratch.close();
      throw e;
    }
    try {
      spark.awaitExecutors();
    } catch (RuntimeException | InterruptedException e) {
      spark.close();
      throw e;
    }
    return spark;
  }

  private static JavaSparkContext connect(Master master, SparkConf conf) {
    try {
      JavaSparkContext context = new JavaSparkContext(conf);
      if (!context.sc().isStopped()) {
        return context;
      }
      throw cannotStart(master, "it did not let this program in", null);
    } catch (UserDataException e) {
      throw e;
    } catch (Exception e) { // Scala declares none of those that it throws
      throw cannotStart(master, Troubles.words(e), e);
    }
  }

  private static UserDataException cannotStart(
      Master master, String why, @Nullable Exception cause) {
    String sentence =
        "spark: cannot start with --master %s, %s (expected: a master of Spark %s, and Java 17 or 21)"
            .formatted(master.url(), why, org.apache.spark.package$.MODULE$.SPARK_VERSION());
    return cause == null ? new UserDataException(sentence) : new UserDataException(sentence, cause);
  }

  private void awaitExecutors() throws InterruptedException {
    if (!master.local() && !watch.await()) {
      throw new UserDataException(
          "spark: no executor of %s came within %d s (expected: a master that answers, and a worker with a free core and %s of free memory; -Dspark.executor.memory in HEADWATER_JAVA_OPTS asks for less)"
              .formatted(
                  master.url(),
                  Settings.patience(context.getConf()).toSeconds(),
                  context.getConf().get("spark.executor.memory", "1g")));
    }
  }

  /** Executors beside the driver. */
  private int executors() {
    return context.sc().statusTracker().getExecutorInfos().length - 1;
  }

  private void giveUp(Duration patience) {
    failure =
        "spark: %s has had no executor for %d s (expected: a worker with free cores; what was learned before is kept, go on with --resume)"
            .formatted(master.url(), patience.toSeconds());
    context.cancelAllJobs();
  }

  public JavaSparkContext context() {
    return context;
  }

  /** Cores of all executors that have come. */
  public int cores() {
    return Math.max(1, context.defaultParallelism());
  }

  /**
   * Runs a job.
   *
   * @throws UserDataException if Spark gives it up, in a sentence
   * @throws InterruptedException if this thread is interrupted, or the process is told to end
   */
  public <T> T run(Supplier<T> job) throws InterruptedException {
    try {
      return job.get();
    } catch (Exception e) { // Scala declares none of those that it throws
      if (Troubles.interrupted(e)) {
        if (!context.sc().isStopped()) { // by Spark's own hook, when the process is told to end
          context.cancelAllJobs();
        }
        throw (InterruptedException) new InterruptedException().initCause(e);
      }
      String known = failure;
      throw known == null ? Troubles.inWords(e) : new UserDataException(known, e);
    }
  }

  /**
   * Makes a value available to executors; {@link #release} lets go of it.
   *
   * @throws UserDataException if Spark cannot any more, in a sentence
   * @throws InterruptedException if this thread is interrupted, or the process is told to end
   */
  public <T> Broadcast<T> send(T value) throws InterruptedException {
    return run(() -> context.broadcast(value));
  }

  /** Lets go of what was sent for one round; when Spark itself has ended, it went with it. */
  public void release(Broadcast<?> sent) {
    try {
      if (!context.sc().isStopped()) {
        sent.destroy();
      }
    } catch (Exception e) { // Scala declares none of those that it throws
      LOG.debug("a broadcast was not released", e);
    }
  }

  @Override
  public void close() {
    watch.end();
    try {
      context.close();
    } finally {
      scratch.close();
    }
  }
}
