package dev.headwater.cli.help;

import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** Which commands do something themselves; the others only have commands below. */
final class Runs {
  private Runs() {}

  static boolean itself(CommandSpec command) {
    Object user = command.userObject();
    return user instanceof Callable || user instanceof Runnable || user instanceof Method;
  }
}
