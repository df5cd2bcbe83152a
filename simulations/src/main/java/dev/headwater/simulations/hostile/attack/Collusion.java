package dev.headwater.simulations.hostile.attack;

import dev.headwater.learning.accounting.numeric.Normal;
import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.simulations.output.text.Quantities;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Attacks of clients that work together and know what honest ones upload: all of them upload the
 * same update. In a simulation they see the mean and the deviation of all honest clients, as the
 * papers assume; a client process has only its own examples and estimates both from parts of them.
 */
public sealed interface Collusion extends Attack {

  /**
   * {@return what it uploads}
   *
   * @param own what it would upload without an attack: the shape and the weight
   * @param honest what is known of honest updates
   * @param crowd how many there are
   */
  Contribution contribution(Contribution own, Spread honest, Crowd crowd);

  @Override
  default Optional<ClientRound> answer(Turn turn) {
    ClientRound own = turn.honest();
    return Optional.of(
        new ClientRound(
            contribution(own.contribution(), turn.spread(), turn.crowd()), own.memory()));
  }

  /**
   * "A Little Is Enough" (Baruch, Baruch and Goldberg, "A Little Is Enough: Circumventing Defenses
   * For Distributed Learning", 2019): {@code u_j = mean_j - z deviation_j}, which lies so close to
   * the honest ones that rules which look for far ones keep it. With n clients of which m attack,
   * {@code s = floor(n / 2 + 1) - m} honest ones have to be farther from the mean, so {@code z =
   * max {z: Phi(z) < (n - m - s) / (n - m)}}.
   *
   * @param z deviations from the mean, null for the largest by the formula
   */
  record Alie(@Nullable Double z) implements Collusion {
    /**
     * A little.
     *
     * @param z finite and above 0, or null
     */
    public Alie {
      if (z != null) {
        Attack.require(z > 0 && Double.isFinite(z), "z", z, "finite and above 0");
      }
    }

    @Override
    public String words() {
      return z == null ? "ALIE" : "ALIE, z " + Quantities.setting(z);
    }

    /**
     * {@return the largest {@code z} for a number of clients}
     *
     * @param crowd of whom fewer than half attack, else the attackers need not hide and it is 0
     */
    public static double largest(Crowd crowd) {
      int n = crowd.clients();
      int m = crowd.attackers();
      int supporters = n / 2 + 1 - m;
      double share = (double) (n - m - supporters) / (n - m);
      return share > 0 && share < 1 ? Normal.quantileAbove(1 - share) : 0;
    }

    @Override
    public Contribution contribution(Contribution own, Spread honest, Crowd crowd) {
      double deviations = z == null ? largest(crowd) : z;
      return Updates.with(own, j -> honest.mean()[j] - deviations * honest.deviation()[j]);
    }
  }

  /**
   * Inner product manipulation (Xie, Koyejo and Gupta, "Fall of Empires: Breaking
   * Byzantine-tolerant SGD by Inner Product Manipulation", 2019): {@code u = -epsilon mean}. A
   * small epsilon hides near the honest updates and turns the estimate's inner product with them
   * negative under Krum and the median; a large one reverses the mean.
   *
   * @param epsilon factor of the honest mean, above 0
   */
  record Ipm(double epsilon) implements Collusion {
    /**
     * A reversed mean.
     *
     * @param epsilon finite and above 0
     */
    public Ipm {
      Attack.require(
          epsilon > 0 && Double.isFinite(epsilon), "epsilon", epsilon, "finite and above 0");
    }

    @Override
    public String words() {
      return "IPM, epsilon " + Quantities.setting(epsilon);
    }

    @Override
    public Contribution contribution(Contribution own, Spread honest, Crowd crowd) {
      return Updates.with(own, j -> -epsilon * honest.mean()[j]);
    }
  }
}
