package dev.headwater.simulations.cohorts;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.secagg.simulation.InMemoryMasks;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The engines by name: those of this module, and what other modules on the class path bring. */
public final class Engines {
  private static final String SPARK = "spark";

  private Engines() {}

  /** All clients in this process, a method call each. */
  private record Memory() implements Engine {
    @Override
    public String name() {
      return "memory";
    }

    @Override
    public boolean hasAttackers() {
      return true;
    }

    @Override
    public OpenCohort open(SimulatedClients clients) {
      LocalCohort cohort =
          new LocalCohort(
              clients.clients(),
              clients.workers().executor(),
              clients.memory(),
              new InMemoryMasks(),
              clients.conduct());
      return new OpenCohort(cohort, List.of(), () -> {});
    }
  }

  /** Every client a node behind a socket of the loopback interface. */
  private record Grpc() implements Engine {
    @Override
    public String name() {
      return "grpc";
    }

    @Override
    public boolean hasAttackers() {
      return true;
    }

    @Override
    public OpenCohort open(SimulatedClients clients) {
      GrpcCohort cohort =
          new GrpcCohort(
              clients.description().get(),
              clients.clients(),
              clients.memory(),
              clients.workers(),
              clients.conduct(),
              clients.attackers(),
              clients.slow());
      return new OpenCohort(cohort, List.of(cohort.listener()), cohort::close);
    }
  }

  /**
   * {@return the engine of this name}
   *
   * @param name such as {@code memory}
   * @throws UserDataException if there is none on the class path
   */
  public static Engine named(String name) {
    for (Engine own : List.of(new Memory(), new Grpc())) {
      if (own.name().equals(name)) {
        return own;
      }
    }
    Engine found = service(name);
    if (found == null) {
      throw new UserDataException(
          name.equals(SPARK)
              ? "engine: spark is not on the class path (expected: './headwater simulate --engine spark' in a checkout, on the command line itself, which builds it; elsewhere headwater-spark and the jars of Apache Spark, see docs/scale.md)"
              : "engine: '%s' (expected: memory, grpc or spark)".formatted(name));
    }
    return found;
  }

  private static @Nullable Engine service(String name) {
    for (Engine engine : ServiceLoader.load(Engine.class)) {
      if (engine.name().equals(name)) {
        return engine;
      }
    }
    return null;
  }
}
