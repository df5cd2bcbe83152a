package dev.headwater.cli.arena;

import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.simulations.arena.matrix.AttackMatrix;
import dev.headwater.simulations.arena.matrix.MatrixFiles;
import dev.headwater.simulations.arena.matrix.MatrixText;
import dev.headwater.simulations.arena.matrix.Setting;
import dev.headwater.simulations.report.AttackPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a matrix goes: standard output, files, and a part of a document. */
final class MatrixOutput {
  @Option(
      names = "--format",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "On standard output: text, markdown, csv or json. Default: ${DEFAULT-VALUE}.")
  Form format = Form.TEXT;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Where the matrix goes too; its ending says how: .html (a page that needs nothing else), .md, .csv or .json."
              + " Repeat it for several; no file may exist yet. Default: nowhere.")
  List<Path> out = List.of();

  @Option(
      names = "--into",
      paramLabel = "FILE",
      description =
          "A Markdown document in which the matrix replaces what stands between '<!-- arena NAME -->' and '<!-- end -->'.")
  @Nullable Path into;

  @Option(
      names = "--section",
      paramLabel = "NAME",
      defaultValue = "attacks",
      description = "With --into: the NAME. Default: ${DEFAULT-VALUE}.")
  String section = "attacks";

  /** A form of the matrix. */
  enum Form {
    TEXT(""),
    MARKDOWN(".md"),
    CSV(".csv"),
    JSON(".json"),
    HTML(".html");

    private final String ending;

    Form(String ending) {
      this.ending = ending;
    }

    static Form of(Path file) {
      for (Form form : values()) {
        if (form != TEXT && file.toString().toLowerCase(Locale.ROOT).endsWith(form.ending)) {
          return form;
        }
      }
      throw new UserDataException(
          "out: %s (expected: a file that ends with .html, .md, .csv or .json)".formatted(file));
    }
  }

  /** Refuses what cannot be written, before the long work. */
  void check() {
    if (format == Form.HTML) {
      throw new UserDataException(
          "format: html (expected: text, markdown, csv or json; a page goes to --out FILE.html)");
    }
    for (Path file : out) {
      Form.of(file);
      if (Files.exists(file)) {
        throw new UserDataException("out: %s exists (expected: a new file)".formatted(file));
      }
    }
    if (into != null) {
      Section.of(into, section);
    }
  }

  /** Prints and writes the matrix. */
  void put(PrintWriter terminal, AttackMatrix matrix, Setting setting) throws IOException {
    for (Path file : out) {
      WholeFile.write(file, text(Form.of(file), matrix, setting));
    }
    if (into != null) {
      Section.of(into, section)
          .replace(
              new MatrixFiles(matrix, setting).markdown()
                  + "\n```sh\n"
                  + setting.command()
                  + "\n```\n");
    }
    terminal.print(text(format, matrix, setting));
    terminal.flush();
  }

  private static String text(Form form, AttackMatrix matrix, Setting setting) {
    MatrixFiles files = new MatrixFiles(matrix, setting);
    return switch (form) {
      case TEXT -> new MatrixText(matrix).toString();
      case MARKDOWN -> files.markdown();
      case CSV -> files.csv();
      case JSON -> files.json();
      case HTML -> AttackPage.render(matrix, setting);
    };
  }
}
