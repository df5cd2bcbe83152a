package dev.headwater.cli.hostile;

import dev.headwater.learning.clients.Conduct;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.training.Examples;
import dev.headwater.simulations.data.FederatedData;
import dev.headwater.simulations.hostile.PlannedConduct;
import dev.headwater.simulations.hostile.Roles;
import dev.headwater.simulations.hostile.attack.Attack;
import dev.headwater.simulations.hostile.attack.PoisonedData;
import dev.headwater.simulations.output.text.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The attackers of a simulation, and what they reached. */
public final class Hostile {
  /** No attackers. */
  static final Hostile NOBODY =
      new Hostile(new Roles(0, List.of()), Conduct.HONEST, Examples.none(1), List.of());

  private final Roles roles;
  private final Conduct conduct;
  private final Examples test;
  private final List<String> labels;

  private Hostile(Roles roles, Conduct conduct, Examples test, List<String> labels) {
    this.roles = roles;
    this.conduct = conduct;
    this.test = test;
    this.labels = labels;
  }

  /** The attackers of a plan; a backdoor's target has to be a class of the data. */
  static Hostile of(Roles roles, FederatedData data) {
    requireTargets(roles, data.labels().size());
    return new Hostile(
        roles, PlannedConduct.simulated(roles, data.clients()), data.test(), data.labels());
  }

  static void requireTargets(Roles roles, int classes) {
    for (Attack attack : roles.attacks()) {
      if (attack instanceof PoisonedData.Backdoor door && door.target() >= classes) {
        throw new IllegalArgumentException(
            "attacks: target: %d (expected: below %d, the number of classes)"
                .formatted(door.target(), classes));
      }
    }
  }

  /** How all clients answer. */
  public Conduct conduct() {
    return conduct;
  }

  /** How many ever attack. */
  public int count() {
    return roles.attackers().size();
  }

  /** What is planned, for people. */
  public List<String> sentences() {
    return roles.sentences();
  }

  /** These notes, and what is planned. */
  public List<String> notes(List<String> others) {
    List<String> all = new ArrayList<>(others);
    all.addAll(roles.sentences());
    return all;
  }

  /**
   * Tells after the last round what backdoors have reached on the test pictures.
   *
   * @param model of the run
   * @param rounds of the run
   */
  public RoundListener results(Model model, int rounds, Consumer<String> tell) {
    return report -> {
      for (Attack attack : roles.attacks()) {
        boolean judged = report.round() == rounds && test.size() > 0;
        if (judged && attack instanceof PoisonedData.Backdoor door) {
          double success = door.trigger().success(model, report.parameters(), test, door.target());
          tell.accept(
              "Backdoor: %s of the test pictures of other classes are taken for %s once the trigger is in them."
                  .formatted(Quantities.percent(success), labels.get(door.target())));
        }
      }
    };
  }
}
