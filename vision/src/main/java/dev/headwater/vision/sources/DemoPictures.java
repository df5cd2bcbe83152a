package dev.headwater.vision.sources;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.vision.data.Origin;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.data.RawPixels;
import dev.headwater.vision.data.demo.Painter;
import dev.headwater.vision.image.RgbImage;
import dev.headwater.vision.sources.folder.FolderLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The data set that needs no files: drawings of ten things, 64 x 64, by users who differ in
 * palette, light and camera. The test pictures are by other users ("guests"). A picture depends on
 * (seed, user, index) alone and is painted when its bytes are asked for, bit for bit the same on
 * every JVM. Each user's classes are label-skewed, see {@link #TASTE}; guests draw the ten classes
 * evenly.
 *
 * @param seed any number; another seed gives other users and other pictures
 * @param users who have training pictures, {@code client-000} and on
 * @param picturesPerUser training pictures of each
 * @param testPictures in all, 50 by each guest
 */
public record DemoPictures(long seed, int users, int picturesPerUser, int testPictures) {
  /** What {@code demo} means: 60 users with 100 pictures each, and 1000 to test on. */
  public static final DemoPictures DEFAULT = new DemoPictures(1, 60, 100, 1000);

  /** Concentration of the Dirichlet distribution that a user's shares of the classes come from. */
  static final double TASTE = 0.5;

  private static final int MOST = 1_000_000;
  private static final int PICTURES_PER_GUEST = 50;

  /** Keeps guests' numbers apart from clients'. */
  private static final long GUESTS = 1L << 32;

  /** Refuses fewer than one user, two pictures each or no test number, and more than a million. */
  public DemoPictures {
    check("users", users, 1);
    check("pictures", picturesPerUser, 2);
    check("test", testPictures, 0);
    if ((long) users * picturesPerUser > MOST) {
      throw new UserDataException(
          "demo: %d users with %d pictures (expected: at most %d pictures in all)"
              .formatted(users, picturesPerUser, MOST));
    }
  }

  private static void check(String what, int value, int least) {
    if (value < least || value > MOST) {
      throw new UserDataException(
          "demo: %s=%d (expected: %d to %d)".formatted(what, value, least, MOST));
    }
  }

  /**
   * Reads {@code demo} or {@code demo:key=number,...} with the keys seed, users, pictures (of each
   * user) and test.
   *
   * @throws UserDataException for other keys, or values that are no numbers in range
   */
  public static DemoPictures parse(String source) {
    long seed = DEFAULT.seed;
    int users = DEFAULT.users;
    int pictures = DEFAULT.picturesPerUser;
    int test = DEFAULT.testPictures;
    if (!source.equals("demo")) {
      for (String setting : source.substring("demo:".length()).split(",", -1)) {
        int equals = setting.indexOf('=');
        String key = equals < 0 ? setting : setting.substring(0, equals);
        String value = equals < 0 ? "" : setting.substring(equals + 1);
        try {
          switch (key.strip().toLowerCase(Locale.ROOT)) {
            case "seed" -> seed = Long.parseLong(value.strip());
            case "users" -> users = Integer.parseInt(value.strip());
            case "pictures" -> pictures = Integer.parseInt(value.strip());
            case "test" -> test = Integer.parseInt(value.strip());
            default -> throw unknown(source, setting, null);
          }
        } catch (NumberFormatException e) {
          throw unknown(source, setting, e);
        }
      }
    }
    return new DemoPictures(seed, users, pictures, test);
  }

  private static UserDataException unknown(
      String source, String setting, @Nullable Exception cause) {
    String message =
        "data: '%s' in %s (expected: whole numbers for seed, users, pictures or test, as demo:seed=7,users=20)"
            .formatted(setting, source);
    return cause == null ? new UserDataException(message) : new UserDataException(message, cause);
  }

  /** The data set; nothing is painted yet. */
  public PictureSet pictures() {
    List<Picture> train = new ArrayList<>(users * picturesPerUser);
    for (int user = 0; user < users; user++) {
      add(train, "train", "client-" + padded(user, users), user, picturesPerUser);
    }
    List<Picture> test = new ArrayList<>(testPictures);
    int guests = (testPictures + PICTURES_PER_GUEST - 1) / PICTURES_PER_GUEST;
    for (int guest = 0; guest < guests; guest++) {
      int count = Math.min(PICTURES_PER_GUEST, testPictures - guest * PICTURES_PER_GUEST);
      add(test, "test", "guest-" + padded(guest, guests), GUESTS + guest, count);
    }
    List<String> labels = Painter.labels();
    return new PictureSet(
        "demo", labels, FolderLayout.ordered(train, labels), FolderLayout.ordered(test, labels));
  }

  /** With leading zeros, so that names sort as numbers do. */
  private static String padded(int number, int count) {
    int digits = Math.max(3, Integer.toString(count - 1).length());
    String plain = Integer.toString(number);
    return "0".repeat(digits - plain.length()) + plain;
  }

  private void add(List<Picture> to, String part, String user, long number, int count) {
    Painter painter = new Painter(seed, number);
    List<String> labels = Painter.labels();
    boolean guest = number >= GUESTS;
    String source = "demo " + Painter.VERSION + " seed " + seed;
    int[] choice =
        guest ? evenly(count, labels.size(), number) : tasteOf(user, count, labels.size());
    for (int i = 0; i < count; i++) {
      String name = part + "/" + user + "/" + padded(i, count);
      to.add(
          new Picture(
              name,
              labels.get(choice[i]),
              user,
              new Drawing(
                  painter, choice[i], i, name, source, number + "/" + i + "/" + choice[i])));
    }
  }

  /** Guests start at different classes, so that few pictures each still cover all. */
  private static int[] evenly(int count, int classes, long number) {
    int[] choice = new int[count];
    Arrays.setAll(choice, i -> (int) ((i + 3 * number) % classes));
    return choice;
  }

  /** Draws every label from the user's own shares, which are Dirichlet({@link #TASTE}). */
  private int[] tasteOf(String user, int count, int classes) {
    KeyedRandom random = KeyedRandom.of(seed, 0, user, Purpose.TASTE);
    double[] logs = new double[classes];
    Arrays.setAll(logs, c -> random.nextLogGamma(TASTE));
    double most = Arrays.stream(logs).max().orElseThrow();
    double[] upTo = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += StrictMath.exp(logs[c] - most);
      upTo[c] = sum;
    }
    int[] choice = new int[count];
    for (int i = 0; i < count; i++) {
      double mark = random.nextDouble() * sum;
      while (upTo[choice[i]] <= mark && choice[i] < classes - 1) {
        choice[i]++;
      }
    }
    return choice;
  }

  private record Drawing(
      Painter painter, int label, int index, String name, String source, String drawing)
      implements Picture.Content {
    @Override
    public byte[] bytes() {
      byte[] rgb = painter.paint(label, index);
      return RawPixels.encode(Painter.SIZE, Painter.SIZE, 3, rgb, 0);
    }

    @Override
    public RgbImage decode(byte[] bytes) {
      return RawPixels.decode(bytes, name);
    }

    @Override
    public Origin origin() {
      return Origin.generated(source, drawing);
    }
  }
}
