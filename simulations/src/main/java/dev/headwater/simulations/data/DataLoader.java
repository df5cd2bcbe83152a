package dev.headwater.simulations.data;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.names.Alike;
import dev.headwater.learning.partition.Holdout;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partition.Split;
import dev.headwater.learning.training.Examples;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.view.RunView;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.data.UnreadableTally;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.features.FeatureCache;
import dev.headwater.vision.features.FeatureExtraction;
import dev.headwater.vision.features.FeatureTable;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Turns pictures into features, and splits features across clients. */
public final class DataLoader {
  private static final int HEAP_SHARE = 4;

  /** Unreadable pictures that a note names; the others it counts. */
  private static final int NAMED = 20;

  private final FeatureExtractor extractor;
  private final FeatureCache cache;
  private final int threads;
  private final RunView view;
  private final long room;

  /** In order, each once: the same pictures may be split for several seeds. */
  private final Set<String> notes = Collections.synchronizedSet(new LinkedHashSet<>());

  /** Of the last data set that was split: the next split is often of the same one. */
  private @Nullable Tables latest;

  private record Tables(PictureSet set, FeatureTable train, FeatureTable test) {}

  /**
   * A loader that computes the features that the cache lacks.
   *
   * @param extractor of the features; stays open
   * @param cache of the same extractor
   * @param threads number of threads that read pictures and compute features, at least 1
   * @param view shows the progress
   */
  public DataLoader(FeatureExtractor extractor, FeatureCache cache, int threads, RunView view) {
    this(extractor, cache, threads, view, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /**
   * As the other one.
   *
   * @param room bytes of training features that are kept in memory; more stay in their files
   */
  DataLoader(FeatureExtractor extractor, FeatureCache cache, int threads, RunView view, long room) {
    this.room = room;
    this.extractor = extractor;
    this.cache = cache;
    this.threads = threads;
    this.view = view;
  }

  /**
   * {@return a loader like this one for runs that take place at the same time: each of their splits
   * may keep a part of what this one may}
   *
   * @param runs how many at most, at least 1
   */
  public DataLoader among(int runs) {
    return new DataLoader(extractor, cache, threads, view, room / runs);
  }

  /**
   * {@return sentences for the user about the sets and pictures read so far, such as pictures that
   * were skipped or are nearly black, in the order in which they were read; a copy}
   */
  public List<String> notes() {
    synchronized (notes) {
      return List.copyOf(notes);
    }
  }

  /**
   * Takes up what there is to say about a data set.
   *
   * @param set its {@link PictureSet#notes}, and classes whose names people take for the same
   */
  public void note(PictureSet set) {
    notes.addAll(set.notes());
    for (List<String> alike : Alike.groups(set.labels())) {
      notes.add(
          "%s: %s are different classes, though their names differ only in case, spaces or signs (if they are one, rename a folder, or give --label-map)."
              .formatted(set.name(), String.join(" and ", alike)));
    }
  }

  /**
   * {@return the features of the pictures that can be read, one row per picture, in their order} Up
   * to 1 % of them, or 10 if that is more, may be unreadable, but never all; {@link #notes} tells
   * which, and names the classes that are left without any.
   *
   * @param pictures may be empty
   * @param labels class names; a class index is a position. Every picture's label must be among
   *     them
   * @param what name of the pictures for progress messages, such as {@code training pictures}
   * @throws UserDataException if more of them cannot be read
   * @throws InterruptedException if the thread is interrupted; features computed so far stay in the
   *     cache
   */
  public FeatureTable features(List<Picture> pictures, List<String> labels, String what)
      throws InterruptedException {
    Reading reading = read(pictures, labels, what);
    reading.lost().values().forEach(notes::add);
    return reading.table();
  }

  /**
   * What could be read.
   *
   * @param lost a sentence for every class of whose pictures not one could be read
   */
  private record Reading(FeatureTable table, SortedMap<String, String> lost) {}

  private Reading read(List<Picture> pictures, List<String> labels, String what)
      throws InterruptedException {
    UnreadableTally tally = UnreadableTally.forPictures(pictures.size());
    SortedMap<String, String> firstOf = new TreeMap<>();
    DarkPictures dark =
        new DarkPictures(
            (picture, why) -> {
              firstOf.putIfAbsent(picture.label(), String.valueOf(why.getMessage()));
              tally.unreadable(picture, why);
            });
    FeatureTable table =
        new FeatureExtraction(extractor, cache, threads)
            .extract(
                pictures,
                labels,
                (done, total, cached) ->
                    view.phase(
                        "Features of " + what,
                        done,
                        total,
                        cached == 0 ? "" : Quantities.count(cached) + " from the cache"),
                dark);
    dark.note(what).ifPresent(notes::add);
    if (tally.count() > 0) {
      List<String> reasons = tally.reasons();
      notes.add(
          "%d unreadable %s skipped: %s%s"
              .formatted(
                  reasons.size(),
                  what,
                  String.join("; ", reasons.subList(0, Math.min(NAMED, reasons.size()))),
                  reasons.size() > NAMED ? "; and %d more".formatted(reasons.size() - NAMED) : ""));
    }
    if (table.size() == 0 && !pictures.isEmpty()) {
      throw new UserDataException(
          "none of the %d %s can be read (expected: at least one)"
              .formatted(pictures.size(), what));
    }
    return new Reading(table, lost(table, pictures, labels, what, firstOf));
  }

  private static SortedMap<String, String> lost(
      FeatureTable table,
      List<Picture> pictures,
      List<String> labels,
      String what,
      SortedMap<String, String> firstOf) {
    SortedMap<String, String> lost = new TreeMap<>(firstOf);
    IntStream.range(0, table.size()).forEach(row -> lost.remove(labels.get(table.label(row))));
    lost.replaceAll(
        (label, why) ->
            "class %s: none of its %d %s can be read (expected: at least one; convert them, or take the class out), the first: %s"
                .formatted(
                    label,
                    pictures.stream().filter(picture -> picture.label().equals(label)).count(),
                    what,
                    why));
    return lost;
  }

  /** The head has a row for every class: one that nobody can learn is told, or refused. */
  private Reading trainable(PictureSet set) throws InterruptedException {
    Set<String> taught = set.train().stream().map(Picture::label).collect(Collectors.toSet());
    List<String> empty = set.labels().stream().filter(label -> !taught.contains(label)).toList();
    if (!empty.isEmpty()) {
      notes.add(
          "%s: no training pictures of %s, which is a class of the head all the same."
              .formatted(set.name(), String.join(", ", empty)));
    }
    Reading train = read(set.train(), set.labels(), "training pictures");
    if (!train.lost().isEmpty()) {
      throw new UserDataException(String.join("; ", train.lost().values()));
    }
    return train;
  }

  /**
   * {@return some rows of a table as examples, whose features stay in the table until they are
   * needed}
   *
   * @param table features and class indices
   * @param rows positions in the table, in the order of the examples; may be empty
   * @param keep whether features stay in memory once they were needed
   */
  private static Examples examples(FeatureTable table, int[] rows, boolean keep) {
    int[] labels = Arrays.stream(rows).map(table::label).toArray();
    return Examples.of(table.vectors(rows), labels, table.features(), keep);
  }

  /**
   * {@return some rows of a table as examples}
   *
   * @param table features and class indices
   * @param rows positions in the table, in the order of the examples; may be empty
   */
  public static Examples examples(FeatureTable table, int[] rows) {
    return examples(table, rows, true);
  }

  /**
   * {@return all rows of a table as examples}
   *
   * @param table features and class indices
   */
  public static Examples examples(FeatureTable table) {
    return examples(table, IntStream.range(0, table.size()).toArray());
  }

  /** Whether all features fit beside everything else; tells if they do not. */
  private boolean fits(FeatureTable table) {
    long bytes = (long) Float.BYTES * table.features() * table.size();
    if (bytes <= room) {
      return true;
    }
    view.note(
        "The features of the training pictures take %.1f GB and stay in the cache's files, each client's are copied for its turn (kept in memory up to %.1f GB, a quarter of the largest heap: -Xmx)."
            .formatted(bytes / 1e9, room / 1e9));
    return false;
  }

  /**
   * {@return the features of a data set, split across simulated clients}
   *
   * @param set at least one training picture; the test pictures may be missing
   * @param partition who gets which training pictures
   * @param clients number of clients, null for the partition's own number
   * @param holdout share of its pictures that each client keeps out of training, in [0, 1)
   * @param seed of the split and of the choice of held-out pictures
   * @throws UserDataException if too many pictures cannot be read, or none of a class, or the split
   *     cannot be made
   * @throws InterruptedException if the thread is interrupted; features computed so far stay in the
   *     cache
   */
  public FederatedData load(
      PictureSet set, Partition partition, @Nullable Integer clients, double holdout, long seed)
      throws InterruptedException {
    return load(set, partition, clients, holdout, seed, 0);
  }

  /**
   * {@return the same for a run that protects users: examples know whose they are, and a client
   * holds out whole users}
   *
   * @param set at least one training picture, each of a known user
   * @param partition who gets which training pictures
   * @param clients number of clients, null for the partition's own number
   * @param holdout share of its users that each client keeps out of training, in [0, 1)
   * @param seed of the split and of the choice of held-out users
   * @param userClients most clients at which one user may be; 0 where users are not protected
   * @throws UserDataException if too many pictures cannot be read, or none of a class, the split
   *     cannot be made, a picture names no user, or one user is at more clients
   * @throws InterruptedException if the thread is interrupted; features computed so far stay in the
   *     cache
   */
  public FederatedData load(
      PictureSet set,
      Partition partition,
      @Nullable Integer clients,
      double holdout,
      long seed,
      int userClients)
      throws InterruptedException {
    // Refused now, and not after the features of a million pictures.
    Labelled unread = Labelled.of(set.train(), set.labels());
    Split planned = unread.split(partition, set.labels().size(), clients, seed);
    if (userClients > 0) {
      unread.requireUsersWithin(planned, userClients);
    }
    Tables tables = tables(set);
    FeatureTable train = tables.train();
    FeatureTable test = tables.test();
    Labelled labelled = Labelled.of(train);
    Split split =
        labelled.isLike(unread) // then no picture was lost
            ? planned
            : labelled.split(partition, set.labels().size(), clients, seed);
    if (userClients > 0) {
      labelled.requireUsersWithin(split, userClients);
    }
    List<String> users = userClients > 0 ? labelled.requireUsers() : List.of();
    boolean keep = fits(train);
    SortedMap<String, ClientExamples> data = new TreeMap<>();
    split
        .clients()
        .forEach(
            (name, rows) -> {
              Holdout parts =
                  users.isEmpty()
                      ? Holdout.of(rows.length, holdout, seed, name)
                      : Holdout.byUser(of(users, rows), holdout, seed, name);
              data.put(
                  name,
                  new ClientExamples(
                      known(train, chosen(rows, parts.train()), users, keep),
                      known(train, chosen(rows, parts.heldOut()), users, keep)));
            });
    return new FederatedData(
        set.name(),
        set.labels(),
        data,
        examples(test),
        split.labelCounts(labelled.labels(), set.labels().size()),
        notes(),
        train.digest(),
        test.digest());
  }

  private Tables tables(PictureSet set) throws InterruptedException {
    Tables known = latest;
    if (known == null || !known.set().equals(set)) {
      note(set);
      FeatureTable train = trainable(set).table();
      known = new Tables(set, train, features(set.test(), set.labels(), "test pictures"));
      latest = known;
    }
    return known;
  }

  private static Examples known(FeatureTable table, int[] rows, List<String> users, boolean keep) {
    Examples examples = examples(table, rows, keep);
    return users.isEmpty() ? examples : examples.ofUsers(of(users, rows));
  }

  private static List<String> of(List<String> users, int[] rows) {
    return Arrays.stream(rows).mapToObj(users::get).toList();
  }

  private static int[] chosen(int[] rows, int[] positions) {
    return Arrays.stream(positions).map(position -> rows[position]).toArray();
  }
}
