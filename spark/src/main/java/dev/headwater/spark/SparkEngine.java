package dev.headwater.spark;

import dev.headwater.simulations.cohorts.Engine;
import dev.headwater.simulations.cohorts.OpenCohort;
import dev.headwater.simulations.cohorts.SimulatedClients;
import java.util.List;

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
  public OpenCohort open(SimulatedClients clients) throws InterruptedException {
    String master = clients.master() == null ? DEFAULT_MASTER : clients.master();
    OpenSpark spark = OpenSpark.start(master, clients.notes());
    try {
      SparkCohort cohort = new SparkCohort(spark, clients.clients(), clients.memory());
      return new OpenCohort(cohort, List.of(), spark::close);
    } catch (RuntimeException | InterruptedException e) {
      spark.close();
      throw e;
    }
  }
}
