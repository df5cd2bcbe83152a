package dev.headwater.learning.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.models.Models;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChoicesTest {
  private static final String HERE = ChoicesTest.class.getName() + "$";

  /** What a user writes: stays where it is. */
  public static class Mine implements Strategy {
    @Override
    public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
      return state;
    }
  }

  /** With a number. */
  public static class WithNumber extends Mine {
    final double number;

    public WithNumber(Arguments arguments) {
      number = arguments.number(0, 7);
    }
  }

  /** Reads what it has not read yet when it is used. */
  public static class Later extends Mine {
    final Arguments arguments;

    public Later(Arguments arguments) {
      this.arguments = arguments;
      arguments.number(0);
    }
  }

  /** Hands all to another class, whose constructor reads none. */
  public static class LaterInItsBase extends Later {
    public LaterInItsBase(Arguments arguments) {
      super(arguments);
    }
  }

  /** Cannot be made. */
  public static class Throwing extends Mine {
    public Throwing() {
      throw new IllegalArgumentException("my own reason");
    }
  }

  /** Cannot be loaded. */
  public static class Unloadable extends Mine {
    static final int NUMBER = Integer.parseInt("no number at all");
  }

  /** Nobody can make one. */
  public abstract static class Unfinished extends Mine {}

  /** Not public. */
  static class Hidden extends Mine {}

  /** No constructor that anybody could call. */
  public static class Picky extends Mine {
    public Picky(String text) {
      throw new AssertionError(text);
    }
  }

  private static void assertRefused(String spec, String... parts) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.CHOICES.parse(spec))
        .satisfies(e -> assertThat(e.getMessage()).startsWith("strategy: ").contains(parts))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "fedvag,fedavg",
    "FedAvg,fedavg",
    "fedavg-m,fedavgm",
    "scafold,scaffold",
    "fedprocs:1,fedprox",
    "fed3,fed3r",
    "fedsdg,fedsgd"
  })
  void unknownNamesTellTheNearest(String typed, String meant) {
    assertRefused(typed, ", did you mean " + meant + "? (expected: ", "fedadam[:LR");
  }

  @Test
  void namesThatAreNearNothingTellAll() {
    assertRefused(
        "backpropagation",
        "strategy: backpropagation is unknown (expected: %s, or the name of a class"
            .formatted(Strategies.CHOICES.expected()));
    assertThat(List.of(Strategies.CHOICES.expected().split(", ")))
        .contains("fedavg", "fedavgm[:BETA]", "fedprox:MU", "fedadam[:LR[,B1[,B2[,TAU]]]]")
        .contains("fednova", "scaffold[:LR]", "fedsgd:LR", "fed3r[:LAMBDA]")
        .isSorted();
    assertThat(Models.CHOICES.expected()).isEqualTo("linear, mlp:WIDTH[,WIDTH[,WIDTH[,WIDTH]]]");
  }

  @Test
  void missingArgumentsAreToldWithTheUsage() {
    assertRefused("fedprox", "fedprox needs a number (expected: fedprox:MU)");
  }

  @Test
  void moreArgumentsThanThereCanBeAreToldWithTheUsage() {
    assertRefused("fedprox:1,2", "fedprox:1,2 has 2 arguments (expected: fedprox:MU)");
    assertRefused("fedavg:1", "fedavg:1 has 1 arguments (expected: fedavg)");
  }

  @Test
  void argumentsThatAreNoNumbersAreToldWithTheUsage() {
    assertRefused("fedprox:much", "fedprox:much, 'much' is no number (expected: fedprox:MU)");
    assertRefused("fedadam:1,0,9", "expected: above 0; both betas at least 0 and below 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ":", ":1", "fedprox:", "fedadam:0.1,", "fedadam:,0.1"})
  void blanksAreRefused(String typed) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.CHOICES.parse(typed))
        .withMessageStartingWith("strategy: ")
        .withMessageContaining("expected: a name, or NAME:ARGUMENT,ARGUMENT");
  }

  @Test
  void blanksAroundArgumentsDoNotMatter() {
    assertThat(Strategies.CHOICES.parse(" fedadam : 0.01 , 0.8 "))
        .isEqualTo(Strategies.CHOICES.parse("fedadam:0.01,0.8"));
  }

  @Test
  void ownClassIsMadeByItsName() {
    assertThat(Strategies.CHOICES.parse(HERE + "Mine")).isInstanceOf(Mine.class);
    assertThat(Strategies.CHOICES.parse(HERE + "Mine").spec()).isEqualTo(Spec.of(HERE + "Mine"));
  }

  @Test
  void ownClassGetsItsArguments() {
    assertThat(Strategies.CHOICES.parse(HERE + "WithNumber:0.5"))
        .isInstanceOfSatisfying(WithNumber.class, s -> assertThat(s.number).isEqualTo(0.5));
    assertThat(Strategies.CHOICES.parse(HERE + "WithNumber"))
        .isInstanceOfSatisfying(WithNumber.class, s -> assertThat(s.number).isEqualTo(7));
    assertRefused(
        HERE + "WithNumber:x", "cannot be made", "'x' is no number (expected: what " + HERE);
  }

  @Test
  void argumentsThatAnOwnClassDoesNotReadAreRefused() {
    assertRefused(
        HERE + "WithNumber:0.5,1,7", "WithNumber:0.5,1,7 has 3 arguments, and its class takes 1");
  }

  @Test
  void anOwnClassThatKeepsItsArgumentsMayReadThemLater() {
    for (String name : List.of("Later", "LaterInItsBase")) {
      assertThat(Strategies.CHOICES.parse(HERE + name + ":0.5,1"))
          .isInstanceOfSatisfying(
              Later.class, later -> assertThat(later.arguments.number(1)).isEqualTo(1));
    }
  }

  @Test
  void argumentsForAClassThatTakesNoneAreRefused() {
    assertRefused(HERE + "Mine:0.5", "has arguments, and its class no public constructor");
  }

  @Test
  void classThatIsNotThereIsToldWithTheWayToBringOne() {
    assertRefused("com.example.Missing", "there is no class com.example.Missing", "--extensions");
  }

  @Test
  void classThatThrowsIsToldWithItsReason() {
    assertRefused(HERE + "Throwing", "cannot be made", "my own reason");
  }

  @Test
  void classThatCannotBeLoadedIsToldWithItsReason() {
    assertRefused(HERE + "Unloadable", "cannot be loaded", "no number at all");
  }

  @ParameterizedTest
  @CsvSource({
    "Unfinished,is abstract",
    "Hidden,has no such constructor",
    "Picky,has no such constructor"
  })
  void classThatNobodyCanMakeIsRefused(String name, String reason) {
    assertRefused(HERE + name, reason, "expected: a public class that implements");
  }

  @Test
  void classOfAnotherTypeIsRefused() {
    assertRefused("java.lang.String", "is something else", Strategy.class.getName());
  }

  @Test
  void numbersAreReadBackAsTheyWere() {
    for (double number : new double[] {0, 1, -3, 0.1, 1e-300, 1e300, 123456789012345680.0, 0.07}) {
      Spec spec = Spec.parse(Spec.of("x", number).toString());
      assertThat(Double.parseDouble(spec.arguments().get(0))).isEqualTo(number);
    }
  }
}
