package dev.headwater.cli.hostile;

import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.clients.Conduct;
import dev.headwater.simulations.hostile.AttackPlan;
import dev.headwater.simulations.hostile.PlanFile;
import dev.headwater.simulations.hostile.PlannedConduct;
import dev.headwater.simulations.hostile.Roles;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The hidden flag that makes a real client attack its run, for tests of a coordinator. The flag
 * alone does nothing but fail: an environment variable has to allow it, so that no copied command
 * and no configuration file turns it on by accident.
 */
public final class MisbehaviourOptions {
  /** Has to be "yes". */
  static final String ALLOWED = "HEADWATER_ALLOW_MISBEHAVIOUR";

  @Option(
      names = "--misbehave",
      paramLabel = "FILE",
      hidden = true,
      description = "For tests alone: this client attacks its run, as a plan says.")
  @Nullable Path plan;

  /**
   * How the client answers.
   *
   * @param name of the client, which the plan has to name
   * @param environment variables of this process
   * @param warn told that this client attacks
   * @throws UserDataException if it is not allowed, or the file is no plan for this client
   */
  public Conduct conduct(String name, Map<String, String> environment, Consumer<String> warn) {
    Path file = plan;
    if (file == null) {
      return Conduct.HONEST;
    }
    if (!"yes".equals(environment.get(ALLOWED))) {
      throw new UserDataException(
          "misbehave: %s, but it is not allowed here (expected: no such flag; for tests of a coordinator of your own, %s=yes in the environment)"
              .formatted(file, ALLOWED));
    }
    AttackPlan read = PlanFile.read(file);
    Roles roles =
        UserInput.valid(
            () -> {
              try {
                return read.alone(name);
              } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                    "misbehave: %s: %s".formatted(file, e.getMessage()), e);
              }
            });
    warn.accept("headwater: this client ATTACKS its run, as " + file + " says. For tests alone.");
    roles.sentences().forEach(warn);
    return PlannedConduct.alone(roles);
  }
}
