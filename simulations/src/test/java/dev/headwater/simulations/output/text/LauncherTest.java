package dev.headwater.simulations.output.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
final class LauncherTest {
  @AfterEach
  void forget() {
    System.clearProperty("headwater.command");
  }

  @Test
  void commandsAreTypedAsTheProgramWasStarted() {
    System.setProperty("headwater.command", "../hw/headwater");
    assertThat(Launcher.command()).isEqualTo("../hw/headwater");
    assertThat(Launcher.typed("headwater simulate --data ~/headwater photos"))
        .isEqualTo("../hw/headwater simulate --data ~/headwater photos");
    assertThat(Launcher.typed("source <(headwater completion)"))
        .isEqualTo("source <(../hw/headwater completion)");
    assertThat(Launcher.typed("headwater")).isEqualTo("../hw/headwater");
  }

  @Test
  void ofAnInstalledProgramTheNameIsEnough() {
    System.setProperty("headwater.command", "headwater");
    assertThat(Launcher.command()).isEqualTo("headwater");
  }

  @Test
  void documentationIsOfAnInstalledProgramAndHintsAreOfACheckout() {
    assertThat(Launcher.command()).isEqualTo("./headwater");
    assertThat(Launcher.typed("headwater simulate")).isEqualTo("headwater simulate");
  }
}
