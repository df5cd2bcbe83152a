package dev.headwater.spark;

import dev.headwater.simulations.cohorts.Engine;
import dev.headwater.simulations.cohorts.OpenCohort;
import dev.headwater.simulations.cohorts.SimulatedClients;
import dev.headwater.spark.connection.Master;
import dev.headwater.spark.connection.OpenSpark;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code --engine spark}: clients on the executors of Apache Spark. */
public final class SparkEngine implements Engine {
  /** Every core of this machine, in this process. */
  private static final String DEFAULT_MASTER = "local[*]";

  /** For the service loader. */
  public SparkEngine() {}

  @Override
  public String name() {
    return "spark";
  }

  @Override
  public boolean hasMaster() {
    return true;
  }

  @Override
  public void check(@Nullable String master) {
    of(master).requireReachable();
  }

  private static Master of(@Nullable String master) {
    return new Master(master == null ? DEFAULT_MASTER : master);
  }

  @Override
  public OpenCohort open(SimulatedClients clients) throws InterruptedException {
    OpenSpark spark = OpenSpark.start(of(clients.master()), clients.notes());
    try {
      SparkCohort cohort = new SparkCohort(spark, clients.clients(), clients.memory());
      return new OpenCohort(cohort, List.of(), spark::close);
    } catch (RuntimeException | InterruptedException e) {
      spark.close();
      throw e;
    }
  }
}
