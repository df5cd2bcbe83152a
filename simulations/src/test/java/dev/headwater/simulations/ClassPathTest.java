package dev.headwater.simulations;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever takes this library takes no command line with it. */
class ClassPathTest {

  @ParameterizedTest
  @ValueSource(strings = {"picocli.CommandLine", "dev.headwater.cli.Main"})
  void staysFreeOfTheCommandLine(String name) {
    assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
  }
}
