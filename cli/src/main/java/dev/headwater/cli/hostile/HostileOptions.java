package dev.headwater.cli.hostile;

import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.simulations.cohorts.Engine;
import dev.headwater.simulations.data.FederatedData;
import dev.headwater.simulations.hostile.AttackPlan;
import dev.headwater.simulations.hostile.PlanFile;
import dev.headwater.simulations.hostile.Roles;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flag for simulated clients that attack. */
public final class HostileOptions {
  @Option(
      names = "--attacks",
      paramLabel = "FILE",
      description =
          "A YAML or JSON file that says which clients attack, in which rounds and how: docs/reliability.md. Default: nobody attacks.")
  @Nullable Path attacks;

  private @Nullable AttackPlan plan;

  /**
   * Reads the plan, before the long work.
   *
   * @param engine where the clients are to run
   * @throws UserDataException if the file is no plan, or the run cannot have attackers
   */
  public void check(Engine engine, boolean masked, boolean promised) {
    Path file = attacks;
    if (file == null) {
      return;
    }
    if (!engine.hasAttackers()) {
      throw new UserDataException(
          "attacks: with --engine %s (expected: --engine memory or grpc)".formatted(engine.name()));
    }
    if (masked || promised) {
      throw new UserDataException(
          "attacks: with %s (expected: without; single contributions are not seen there, and attackers are not simulated)"
              .formatted(masked ? "--secure-aggregation" : "--privacy"));
    }
    AttackPlan read = PlanFile.read(file);
    boolean late = read.lines().stream().anyMatch(line -> !line.attack().answersInTime());
    if (late && engine.name().equals("grpc")) {
      throw new UserDataException(
          "attacks: %s: silent clients and late answers with --engine grpc (expected: --engine memory, or a coordinator with --deadline and clients of its own; every round would wait for them)"
              .formatted(file));
    }
    plan = read;
  }

  /**
   * Refuses a plan that these clients cannot have.
   *
   * @param clients their names
   * @param classes how many the data has
   */
  public void checkFor(Set<String> clients, int classes) {
    AttackPlan known = plan;
    if (known != null) {
      UserInput.valid(
          () -> {
            Roles roles = known.on(new TreeSet<>(clients));
            Hostile.requireTargets(roles, classes);
            return roles;
          });
    }
  }

  /** The attackers among the clients. */
  public Hostile on(FederatedData data) {
    AttackPlan known = plan;
    return known == null
        ? Hostile.NOBODY
        : UserInput.valid(
            () -> {
              Roles roles = known.on(new TreeSet<>(data.clients().keySet()));
              return Hostile.of(roles, data);
            });
  }
}
