package dev.headwater.cli.process;

import picocli.CommandLine.IVersionProvider;

/** The program's version, from the jar's manifest; a release's launcher adds the commit. */
public final class Version implements IVersionProvider {
  /** System property: the commit that a release was built from. */
  private static final String COMMIT = "headwater.commit";

  /** Such as {@code 0.1.0-SNAPSHOT}; {@code development} when run from class files. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    String commit = System.getProperty(COMMIT, "");
    return new String[] {"headwater " + current() + (commit.isEmpty() ? "" : " (" + commit + ")")};
  }
}
