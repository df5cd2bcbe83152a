package dev.headwater.cli;

import static java.util.stream.Collectors.joining;

import dev.headwater.cli.config.ConfigFile;
import dev.headwater.cli.config.Converters;
import dev.headwater.cli.help.HelpRequest;
import dev.headwater.cli.logs.LogOptions;
import dev.headwater.cli.logs.Logs;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.process.FullHeap;
import dev.headwater.cli.process.StandardOutput;
import dev.headwater.cli.process.UsageMistake;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.cli.view.text.Text;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.rounds.QuorumNotMetException;
import dev.headwater.simulations.output.text.Launcher;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Configures picocli: configuration files, messages and exit codes are the same for every command.
 */
public final class CommandLines {
  private CommandLines() {}

  /**
   * Runs one command. Never throws; a user error is a sentence on standard error, not a stack
   * trace.
   */
  public static int run(String... args) {
    return run(create(), args);
  }

  static int run(CommandLine cli, String... args) {
    try {
      ConfigFile.in(args)
          .ifPresent(config -> cli.setDefaultValueProvider(config.defaultsFor(cli, args)));
    } catch (UserDataException e) {
      return complain(cli, e.getMessage());
    }
    try (Logs logs = new Logs()) {
      cli.setExecutionStrategy(
          parsed -> {
            if (HelpRequest.answer(parsed)) {
              return ExitCode.DONE.code();
            }
            try {
              LogOptions.of(parsed).ifPresent(logs::begin);
            } catch (UserDataException e) { // here picocli would print a trace
              return complain(cli, e.getMessage());
            }
            return new CommandLine.RunLast().execute(parsed);
          });
      int code = cli.execute(args);
      if (code == ExitCode.DONE.code() && StandardOutput.lost(cli.getOut())) {
        complain(
            cli,
            "standard output: what was printed could not be written (expected: a disk with room)");
        return ExitCode.FAILED.code();
      }
      return code;
    } catch (OutOfMemoryError e) { // picocli hands on exceptions alone
      return fullHeap(cli);
    }
  }

  public static CommandLine create() {
    CommandLine cli = new CommandLine(new HeadwaterCommand());
    cli.setCaseInsensitiveEnumValuesAllowed(true);
    Converters.register(cli);
    HelpRequest.addTo(cli);
    cli.setParameterExceptionHandler(CommandLines::badUsage);
    cli.setExecutionExceptionHandler((e, command, parsed) -> failed(command, e));
    return cli;
  }

  private static int badUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    complain(command, UsageMistake.sentence(e, args));
    if (command.getCommand() instanceof Callable || e instanceof UnmatchedArgumentException) {
      command
          .getErr()
          .printf(
              "Try '%s --help'.%n", Launcher.typed(command.getCommandSpec().qualifiedName(" ")));
    } else { // only its subcommands do anything
      HelpRequest.explain(command.getCommandSpec());
    }
    return ExitCode.BAD_INPUT.code();
  }

  private static int failed(CommandLine command, Exception e) {
    if (isInterrupt(e)) {
      return ExitCode.INTERRUPTED.code();
    }
    if (e instanceof UserDataException) {
      return complain(command, e.getMessage());
    }
    if (e instanceof QuorumNotMetException) {
      complain(command, e.getMessage());
      return ExitCode.QUORUM_NOT_MET.code();
    }
    IOException trouble = FileTrouble.in(e);
    if (trouble != null) {
      complain(command, FileTrouble.sentence(e, trouble));
      return ExitCode.FAILED.code();
    }
    if (FullHeap.in(e)) {
      return fullHeap(command);
    }
    LoggerFactory.getLogger(CommandLines.class).error("{} failed", command.getCommandName(), e);
    complain(
        command, "failed: %s (this is a bug in Headwater: the lines above say where)".formatted(e));
    return ExitCode.FAILED.code();
  }

  private static int fullHeap(CommandLine command) {
    complain(command, FullHeap.sentence());
    return ExitCode.FAILED.code();
  }

  /** Interrupting a thread closes the file it reads: nothing is wrong with that file. */
  private static boolean isInterrupt(Throwable e) {
    Throwable cause = e;
    while (cause != null
        && !(cause instanceof InterruptedException)
        && !(cause instanceof ClosedByInterruptException)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  private static int complain(CommandLine command, @Nullable String message) {
    LoggerFactory.getLogger(Logs.EXIT).error("{}", message);
    String shown = String.valueOf(message).lines().map(Text::clean).collect(joining("\n"));
    Terminal.ofErrors().lines("headwater: " + shown).forEach(command.getErr()::println);
    return ExitCode.BAD_INPUT.code();
  }
}
