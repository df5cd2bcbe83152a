package dev.headwater.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/extending.md shows the very files that are compiled and run here. */
class ExtendingPageTest {
  private static final Path ROOT = Path.of(System.getProperty("headwater.root"));

  /** A comment that names the file, then its code without package and imports. */
  private static final Pattern SHOWN =
      Pattern.compile("<!-- shows (\\S+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);

  private static String page() throws Exception {
    return Files.readString(ROOT.resolve("docs/extending.md"));
  }

  private static String withoutImports(String source) {
    Matcher last = Pattern.compile("(?s).*\\nimport [^\\n]*;\\n").matcher(source);
    return (last.find() ? source.substring(last.end()) : source).strip();
  }

  @Test
  void pageShowsTheFilesAsTheyAre() throws Exception {
    Matcher shown = SHOWN.matcher(page());
    List<String> names = new ArrayList<>();
    while (shown.find()) {
      String source = Files.readString(ROOT.resolve(shown.group(1)));
      names.add(Path.of(shown.group(1)).getFileName().toString());
      assertThat(shown.group(2).strip())
          .as("docs/extending.md shows another text than " + shown.group(1))
          .isEqualTo(withoutImports(source));
    }
    assertThat(names)
        .containsExactly(
            "OwnPhotos.java",
            "OuterNesterov.java",
            "Trimean.java",
            "LargeClient.java",
            "ColourPatches.java",
            "FedProx.java");
  }

  @Test
  void programIsAboutThirtyLines() throws Exception {
    Path program = ROOT.resolve("examples/src/main/java/dev/headwater/examples/OwnPhotos.java");
    List<String> code =
        withoutImports(Files.readString(program)).lines().filter(line -> !line.isBlank()).toList();
    assertThat(code.size()).isLessThanOrEqualTo(36);
  }

  @Test
  void packagesThatThePageNamesExist() throws Exception {
    Matcher named = Pattern.compile("`(dev\\.headwater\\.[a-z.]+[a-z])`").matcher(page());
    List<String> names = new ArrayList<>();
    while (named.find()) {
      names.add(named.group(1));
    }
    assertThat(names)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            name -> {
              String module = name.replaceFirst("dev\\.headwater\\.([a-z]+).*", "$1");
              assertThat(
                      ROOT.resolve(module)
                          .resolve("src/main/java")
                          .resolve(name.replace('.', '/'))
                          .resolve("package-info.java"))
                  .exists();
            });
  }
}
