package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the shape of the house asks of the source tree itself. */
class SourceTreeTest {
  private static final int MOST_FILES = 12;

  /** Packages of learning that are still too large; nothing may be added. */
  private static final List<String> STILL_TOO_LARGE = List.of("dev.headwater.learning.accounting");

  @Test
  void packageOfMoreThanTwelveFilesSaysWhy() throws IOException {
    SortedMap<String, List<Path>> packages = packages();

    assertThat(packages).hasSizeGreaterThan(40);
    assertThat(packages.keySet())
        .filteredOn(name -> classes(packages.get(name)) > MOST_FILES)
        .filteredOn(name -> !info(packages.get(name)).contains("more than twelve files because"))
        .isEqualTo(STILL_TOO_LARGE);
  }

  @Test
  void everyPackageSaysWhatIsInIt() throws IOException {
    SortedMap<String, List<Path>> packages = packages();

    assertThat(packages.keySet()).filteredOn(name -> info(packages.get(name)).isEmpty()).isEmpty();
  }

  @Test
  void billOfMaterialsNamesEveryModule() throws IOException {
    String bom = Files.readString(root().resolve("bom/pom.xml"));

    try (Stream<Path> modules = Files.list(root())) {
      assertThat(modules.filter(module -> Files.isDirectory(module.resolve("src/main"))))
          .hasSizeGreaterThan(8)
          .allSatisfy(
              module ->
                  assertThat(bom)
                      .contains("<artifactId>headwater-" + module.getFileName() + "</artifactId>"));
    }
  }

  private static long classes(List<Path> files) {
    return files.stream().filter(file -> !file.endsWith("package-info.java")).count();
  }

  /** The text of a package's info in one line; empty where there is none. */
  private static String info(List<Path> files) {
    return files.stream()
        .filter(file -> file.endsWith("package-info.java"))
        .map(SourceTreeTest::text)
        .findFirst()
        .orElse("");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).replaceAll("\\s+\\*?\\s*", " ");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The files of every package, by its name. */
  private static SortedMap<String, List<Path>> packages() throws IOException {
    SortedMap<String, List<Path>> packages = new TreeMap<>();
    try (Stream<Path> modules = Files.list(root())) {
      for (Path module : modules.toList()) {
        Path sources = module.resolve("src/main/java");
        if (Files.isDirectory(sources)) {
          try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
              String name =
                  sources
                      .relativize(file.getParent())
                      .toString()
                      .replace('/', '.')
                      .replace('\\', '.');
              packages.merge(
                  name, List.of(file), (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
            }
          }
        }
      }
    }
    return packages;
  }

  private static Path root() {
    return Path.of(System.getProperty("headwater.root"));
  }
}
