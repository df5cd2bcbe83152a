package dev.headwater.cli.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A jar of a user's own classes: {@code extension/Mine.java} among the test resources, compiled.
 */
final class ExtensionJar {
  private static final String SOURCE = "/extension/Mine.java";
  private static final String ROWS =
      "META-INF/services/dev.headwater.learning.strategies.Strategies$Row";

  private ExtensionJar() {}

  /** The path of a new jar in {@code folder}. */
  static Path of(Path folder) throws IOException {
    Path source = Files.createDirectories(folder.resolve("src/com/acme")).resolve("Mine.java");
    try (InputStream text = ExtensionJar.class.getResourceAsStream(SOURCE)) {
      Files.copy(Objects.requireNonNull(text, SOURCE), source);
    }
    Path classes = compiled(source, folder);
    Path rows = classes.resolve(ROWS);
    Files.createDirectories(Objects.requireNonNull(rows.getParent()));
    Files.writeString(rows, "com.acme.Mine$SlowRow\n");
    Path jar = folder.resolve("mine.jar");
    pack(classes, jar);
    return jar;
  }

  /** The path of a new jar in {@code folder}, with the classes of one source file. */
  static Path of(Path source, Path folder) throws IOException {
    Path jar = folder.resolve("mine.jar");
    pack(compiled(source, folder), jar);
    return jar;
  }

  private static Path compiled(Path source, Path folder) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int code =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-nowarn",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            classes.toString(),
            source.toString());
    assertThat(code).isZero();
    return classes;
  }

  /** Packs all files of a folder. */
  static void pack(Path classes, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        var files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
      }
    }
  }
}
