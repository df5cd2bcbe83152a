package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the shape of the house asks of the source tree itself. */
class SourceTreeTest {
  private static final int MOST_FILES = 12;
  private static final int MOST_LINES = 400;

  /** A package of one module, and its files. */
  private record Sources(String name, List<Path> files) {
    long classes() {
      return files.stream().filter(file -> !file.endsWith("package-info.java")).count();
    }

    /** The text of the package's info in one line; empty where there is none. */
    String info() {
      return files.stream()
          .filter(file -> file.endsWith("package-info.java"))
          .map(SourceTreeTest::text)
          .findFirst()
          .orElse("");
    }
  }

  @Test
  void packageOfMoreThanTwelveFilesSaysWhy() throws IOException {
    List<Sources> packages = packages();

    assertThat(packages).hasSizeGreaterThan(40);
    assertThat(packages)
        .filteredOn(sources -> sources.classes() > MOST_FILES)
        .filteredOn(sources -> !sources.info().contains("more than twelve files because"))
        .extracting(Sources::name)
        .isEmpty();
  }

  @Test
  void everyPackageSaysWhatIsInIt() throws IOException {
    assertThat(packages())
        .filteredOn(sources -> sources.info().isEmpty())
        .extracting(Sources::name)
        .isEmpty();
  }

  /** Tests as well, and the browser's sources. */
  @Test
  void noFileIsLongerThanFourHundredLines() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root())) {
      for (Path sources : modules.map(module -> module.resolve("src")).toList()) {
        files.addAll(written(sources));
      }
    }
    files.addAll(written(root().resolve("web/test")));

    assertThat(files).hasSizeGreaterThan(800);
    assertThat(files).filteredOn(file -> lines(file) > MOST_LINES).isEmpty();
  }

  /**
   * {@code "round-%d"} is a name for programs; a sentence, which has spaces, may be in any digits.
   */
  @Test
  void numbersInNamesAreNotFormattedByTheUsersLocale() throws IOException {
    Pattern name = Pattern.compile("\"[^\" ]*%[-+0-9.,]*[dfegx][^\" ]*\"\\s*(\\.|::)formatted");
    List<Path> files = new ArrayList<>();
    for (Path tree : sourceTrees()) {
      files.addAll(written(tree));
    }

    assertThat(files).hasSizeGreaterThan(300);
    assertThat(files).filteredOn(file -> name.matcher(text(file)).find()).isEmpty();
  }

  /** Java and TypeScript in a folder, without what a generator wrote. */
  private static List<Path> written(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(java|ts|tsx)"))
          .filter(file -> !file.toString().contains("gen"))
          .toList();
    }
  }

  @Test
  void billOfMaterialsNamesEveryModuleButTheExamplesAndTheRelease() throws IOException {
    String bom = Files.readString(root().resolve("bom/pom.xml"));

    try (Stream<Path> modules = Files.list(root())) {
      assertThat(modules.filter(module -> Files.isDirectory(module.resolve("src/main"))))
          .hasSizeGreaterThan(8)
          .allSatisfy(
              module -> {
                String artifact = "<artifactId>headwater-" + module.getFileName() + "</artifactId>";
                assertThat(bom.contains(artifact))
                    .isEqualTo(!module.endsWith("examples") && !module.endsWith("release"));
              });
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).replaceAll("\\s+\\*?\\s*", " ");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Every package that has files, sorted. */
  private static List<Sources> packages() throws IOException {
    SortedMap<String, List<Path>> packages = new TreeMap<>();
    for (Path tree : sourceTrees()) {
      try (Stream<Path> files = Files.walk(tree)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          String folder = tree.relativize(file).resolveSibling("").toString();
          packages
              .computeIfAbsent(folder.replaceAll("[/\\\\]", "."), name -> new ArrayList<>())
              .add(file);
        }
      }
    }
    return packages.entrySet().stream().map(e -> new Sources(e.getKey(), e.getValue())).toList();
  }

  private static List<Path> sourceTrees() throws IOException {
    try (Stream<Path> modules = Files.list(root())) {
      return modules
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .toList();
    }
  }

  private static Path root() {
    return Path.of(System.getProperty("headwater.root"));
  }
}
