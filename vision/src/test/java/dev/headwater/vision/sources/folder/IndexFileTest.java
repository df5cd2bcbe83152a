package dev.headwater.vision.sources.folder;

import static dev.headwater.vision.sources.TestPictures.files;
import static dev.headwater.vision.sources.TestPictures.folder;
import static dev.headwater.vision.sources.TestPictures.labels;
import static dev.headwater.vision.sources.TestPictures.names;
import static dev.headwater.vision.sources.TestPictures.zip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.sources.PictureSets;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexFileTest {
  private final Path dir;

  IndexFileTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private PictureSet open(String index) throws IOException {
    return open(index, files("u1/0.png", "u1/1.png", "u2/0.png", "u2/a, \"b\".png"));
  }

  private PictureSet open(String index, Map<String, byte[]> files) throws IOException {
    files.put("index.csv", index.getBytes(UTF_8));
    return PictureSets.open(zip(Files.createTempDirectory(dir, "z").resolve("set.zip"), files));
  }

  @ParameterizedTest
  @CsvSource({
    "u1/0.png,\ufffd,anna, label \ufffd has lost letters",
    "u1/0.png,a,\ufffd\ufffd, user \ufffd\ufffd has lost letters",
    "u1/\ufffd.png,a,anna, file u1/\ufffd.png has lost letters"
  })
  void namesThatHaveLostLettersAreRefused(String file, String label, String user, String words) {
    String line = String.join(",", file, label, user, "a note of \ufffd");

    assertThatThrownBy(() -> open("file,label,user,note\nu1/1.png,b,bob,\ufffd\n" + line))
        .isInstanceOf(UserDataException.class)
        .hasMessageContainingAll("set.zip/index.csv line 3", words, "(expected: the name itself");
  }

  @Test
  void columnsInAnyOrderWithExtraOnes() throws IOException {
    PictureSet set =
        open(
            """
            user,note,Split,label,file
            anna,x,train,1,u1/1.png
            anna,,train,0,./u1/0.png

            bob,"a ""quoted"", note
            on two lines",test,0,u2\\0.png
            bob,y,test,1, "u2/a, ""b"".png"
            """);

    assertThat(set.labels()).containsExactly("0", "1");
    assertThat(names(set.train())).containsExactly("u1/0.png", "u1/1.png");
    assertThat(names(set.test())).containsExactly("u2/0.png", "u2/a, \"b\".png");
    assertThat(set.train().get(0).user()).isEqualTo("anna");
    assertThat(set.test().get(0).user()).isEqualTo("bob");
    assertThat(set.test().get(1).content().decode(set.test().get(1).content().bytes()).height())
        .isEqualTo(4);
  }

  @Test
  void userAndSplitMayBeMissingAndLineEndsBeWindows() throws IOException {
    PictureSet set = open("\ufefffile,label\r\nu1/0.png,b\r\nu1/1.png,a");

    assertThat(names(set.train())).containsExactly("u1/1.png", "u1/0.png");
    assertThat(set.test()).isEmpty();
    assertThat(set.train().get(0).user()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r", "\u0085", "\u2028", "\n\n", "\r\r\n"})
  void everyLineEndIsOne(String end) throws IOException {
    Map<String, byte[]> files = files("u1/0.png", "u1/1.png");
    files.put("classes.txt", String.join(end, "b", "a", "").getBytes(UTF_8));
    PictureSet set =
        open(String.join(end, "file,label", "\"u1/0.png\",b", "u1/1.png,a", ""), files);

    assertThat(set.labels()).containsExactly("b", "a");
    assertThat(names(set.train())).containsExactly("u1/0.png", "u1/1.png");
  }

  /** As spreadsheets save "CSV" where the comma is the decimal sign, and "text". */
  @ParameterizedTest
  @ValueSource(strings = {";", "\t"})
  void semicolonsOrTabsSeparateToo(String separator) throws IOException {
    String index =
        Stream.of("file,label,user", "u1/0.png,\"b, c\",anna", "u1/1.png,a,bob", "")
            .map(line -> line.replace(",", separator).replace("b" + separator, "b,"))
            .collect(Collectors.joining("\r\n"));

    PictureSet set = open(index);

    assertThat(set.labels()).containsExactly("a", "b, c");
    assertThat(set.train().get(0).user()).isEqualTo("bob");
  }

  /** Excel's "Unicode text" and PowerShell's redirection. */
  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "x-UTF-16LE-BOM"})
  void utf16WithAByteOrderMarkIsRead(String charset) throws IOException {
    Map<String, byte[]> files = files("u1/0.png", "u1/1.png");
    files.put(
        "index.csv",
        "file,label\r\nu1/0.png,\u00e4\r\nu1/1.png,a\r\n".getBytes(Charset.forName(charset)));

    PictureSet set =
        PictureSets.open(zip(Files.createTempDirectory(dir, "u").resolve("set.zip"), files));

    assertThat(set.labels()).containsExactly("a", "\u00e4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "zip"})
  void belowOneTopFolderInFolderAndZip(String kind) throws IOException {
    Map<String, byte[]> files = files("top/u/0.png", "top/u/1.png", "top/unlisted.png");
    files.put("top/index.csv", "file,label\nu/0.png,a\nu/1.png,b\n".getBytes(UTF_8));
    PictureSet set =
        PictureSets.open(
            kind.equals("zip")
                ? zip(dir.resolve("set.zip"), files)
                : folder(Files.createDirectory(dir.resolve("set")), files));

    assertThat(names(set.train())).containsExactly("u/0.png", "u/1.png");
  }

  @Test
  void labelsMayBeNumbersOfClassesOrTheirNames() throws IOException {
    Map<String, byte[]> files = files("u1/0.png", "u1/1.png", "u2/0.png");
    files.put("classes.txt", "zebra\nant\n7\n".getBytes(UTF_8));

    PictureSet numbered = open("file,label\nu1/0.png,1\nu1/1.png,0\nu2/0.png,2", files);
    assertThat(numbered.labels()).containsExactly("zebra", "ant", "7");
    assertThat(labels(numbered.train())).containsExactly("zebra", "ant", "7");

    PictureSet named = open("file,label\nu1/0.png,7\nu1/1.png,ant", files);
    assertThat(labels(named.train())).containsExactly("ant", "7");

    assertThatThrownBy(() -> open("file,label\nu1/0.png,ant\nu1/1.png,cow", files))
        .isInstanceOf(UserDataException.class)
        .hasMessageContainingAll("line 3", "cow", "zebra, ant, 7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "u9/0.png,0,x,train|line 3: file 'u9/0.png' is not there",
        "../u1/1.png,0,x,train|line 3: file '../u1/1.png' is not there",
        "u1/1.png,,x,train|line 3: no label",
        "u1/1.png,0,,train|line 3: no user",
        "u1/1.png,0,x,trian|line 3: split 'trian'",
        "u1/1.png,0,x,|line 3: split ''",
        "u1/0.png,0,x,train|line 3: u1/0.png is listed on line 2 too",
        "u1/1.png,0,x|line 3: 3 fields (expected: 4",
        "u1/1.png,0,x,train,|line 3: 5 fields (expected: 4",
        "u1/1.png,\"0,x,train|line 3: a quote is not closed",
        "u1/1.png,\"0\"1,x,train|line 3: a quote is not closed, or text follows it",
        "u1/1.png,5,x,test|line 3: label '5' is only tested",
      })
  void problemsNameTheirLine(String line, String words) {
    assertThatThrownBy(() -> open("file,label,user,split\nu1/0.png,0,x,train\n" + line + "\n"))
        .isInstanceOf(UserDataException.class)
        .hasMessageContainingAll("set.zip/index.csv", words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "'file,label'|no pictures listed",
        "' '|no pictures listed",
        "'path,label;u1/0.png,0'|line 1: no column file among path,label",
        "'file,label,split;u1/0.png,0,test'|no picture has the split train",
      })
  void indexesWithoutUseAreRefused(String index, String words) {
    assertThatThrownBy(() -> open(index.replace(';', '\n')))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining(words);
  }
}
