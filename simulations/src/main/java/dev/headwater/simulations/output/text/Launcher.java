package dev.headwater.simulations.output.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How this program was started, for the commands that it tells people to type. */
public final class Launcher {
  private static final String PROPERTY = "headwater.command";
  private static final String IN_A_CHECKOUT = "./headwater";

  private static final Pattern WORD = Pattern.compile("(?<![\\w./-])headwater(?= |$)");

  private Launcher() {}

  /**
   * {@return what is typed before a command: {@code headwater} where it is installed, and {@code
   * ./headwater} in a checkout}
   */
  public static String command() {
    return System.getProperty(PROPERTY, IN_A_CHECKOUT);
  }

  /**
   * {@return an example of the documentation as it is typed here}
   *
   * @param example that begins with {@code headwater}, as that of an installed program
   */
  public static String typed(String example) {
    String command = System.getProperty(PROPERTY, "headwater");
    return WORD.matcher(example).replaceAll(Matcher.quoteReplacement(command));
  }
}
