package dev.headwater.spark.connection;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.apache.spark.SparkConf;

/**
 * How the driver sets Spark up. System properties that begin with {@code spark.} win over all of
 * it, as {@code HEADWATER_JAVA_OPTS=-Dspark.executor.memory=8g} gives them.
 */
final class Settings {
  /** How long a run waits for an executor, when it starts and when all are lost. */
  private static final String PATIENCE = "spark.headwater.patience";

  private static final String DEFAULT_PATIENCE = "60s";
  private static final String LOOPBACK = "127.0.0.1";
  private static final String VECTORS = "jdk.incubator.vector";

  private Settings() {}

  /**
   * The settings for this master.
   *
   * @param scratch folder of this run, for jars that executors fetch
   */
  static SparkConf of(Master master, Path scratch) {
    SparkConf conf =
        new SparkConf()
            .setMaster(master.url())
            .setIfMissing("spark.app.name", "headwater")
            .setIfMissing("spark.ui.enabled", "false")
            .setIfMissing(PATIENCE, DEFAULT_PATIENCE)
            // Where an executor was lost its successor takes shards over after so long, not after 3
            // s.
            .setIfMissing("spark.locality.wait", "1s")
            // Single updates and memories are as large as they are: the driver keeps them anyway.
            .setIfMissing("spark.driver.maxResultSize", "0");
    if (master.onThisMachine()) {
      conf.setIfMissing("spark.driver.bindAddress", LOOPBACK)
          .setIfMissing("spark.driver.host", LOOPBACK);
    }
    if (!master.local()) {
      String[] jars = ShippedJars.all(scratch).stream().map(Path::toString).toArray(String[]::new);
      conf.setJars(jars)
          // Ours, even where a cluster has another version of us or of protobuf.
          .setIfMissing("spark.executor.userClassPathFirst", "true")
          .setIfMissing("spark.executor.extraJavaOptions", vectors());
    }
    return conf;
  }

  static Duration patience(SparkConf conf) {
    return Duration.ofSeconds(conf.getTimeAsSeconds(PATIENCE, DEFAULT_PATIENCE));
  }

  /** Executors compute as this process does, on vectors if it has them; the bits are the same. */
  private static String vectors() {
    return ModuleLayer.boot().findModule(VECTORS).isEmpty()
        ? "-XX:+UseParallelGC"
        : String.join(
            " ",
            Arrays.asList(
                "-XX:+UseParallelGC",
                "--add-modules=" + VECTORS,
                "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0",
                "-XX:PerMethodTrapLimit=100000"));
  }
}
