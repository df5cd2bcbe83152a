package dev.headwater.coordinator.classroom;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a class does: it gathers, trains, and gathers again. Threads of the network put orders in,
 * one thread takes them out and carries them out, one after the other.
 */
public final class Lesson {
  /** The fewest pupils that train: one alone would see its own pictures' model. */
  public static final int FEWEST = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_ROUNDS = 1000;
  private static final int MOST_CLASSES = 50;
  private static final int LONGEST_NAME = 60;

  private final IntSupplier present;
  private final Thread worker;

  private List<String> classes;
  private @Nullable Order order;
  private boolean busy;
  private boolean training;
  private boolean stopping;
  private String run = "";
  private String said = "";

  /**
   * A lesson that has not begun.
   *
   * @param classes to tell apart; may be empty, then nobody can train yet
   * @param present how many pupils are connected
   * @param worker the thread that carries orders out; interrupted to stop a training
   */
  public Lesson(List<String> classes, IntSupplier present, Thread worker) {
    this.classes = List.copyOf(classes);
    this.present = present;
    this.worker = worker;
  }

  /**
   * Takes an order, or says why not. Comes back when it is carried out, a training when it begins,
   * or after a few seconds.
   *
   * @return null if it will be carried out, else a sentence
   */
  public synchronized @Nullable String ask(Order wanted) {
    String refusal = refusal(wanted);
    if (refusal != null) {
      return refusal;
    }
    order = wanted;
    notifyAll();
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while ((order != null || busy) && !training) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          break;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the port is closing; the order stands
    }
    return null;
  }

  private @Nullable String refusal(Order wanted) {
    if (training || busy || order != null) {
      return "training: under way (expected: its end; wait for it, or stop it)";
    }
    if (wanted instanceof Order.Classes named) {
      return problemOf(named.names());
    }
    int rounds = ((Order.Train) wanted).rounds();
    if (rounds < 1 || rounds > MOST_ROUNDS) {
      return "rounds: %d (expected: 1 to %d)".formatted(rounds, MOST_ROUNDS);
    }
    if (classes.isEmpty()) {
      return "classes: none (expected: at least two names, such as cat and dog; set them first)";
    }
    int here = present.getAsInt();
    return here >= FEWEST
        ? null
        : "pupils: %d taking part (expected: at least %d; pupils add pictures and press Join)"
            .formatted(here, FEWEST);
  }

  /** Why these cannot be classes, or null. */
  public static @Nullable String problemOf(List<String> names) {
    if (names.size() < 2 || names.size() > MOST_CLASSES) {
      return "classes: %d (expected: 2 to %d names)".formatted(names.size(), MOST_CLASSES);
    }
    Set<String> known = new TreeSet<>();
    for (String name : names) {
      if (name.isBlank() || name.length() > LONGEST_NAME || !name.equals(name.strip())) {
        return "classes: '%s' (expected: a name of 1 to %d characters)"
            .formatted(name.length() > LONGEST_NAME ? "a long one" : name, LONGEST_NAME);
      }
      if (name.chars().anyMatch(Character::isISOControl)) {
        return "classes: a name with control characters (expected: letters, digits and signs)";
      }
      if (!known.add(name.toLowerCase(Locale.ROOT))) {
        return "classes: '%s' twice (expected: each name once)".formatted(name);
      }
    }
    return null;
  }

  /** Stops the training under way, or says that there is none. */
  public synchronized @Nullable String stop() {
    if (!training) {
      return "training: none is under way (expected: one to stop)";
    }
    stopping = true;
    worker.interrupt();
    return null;
  }

  /** The next order; for the one thread that carries them out. */
  public synchronized Order await() throws InterruptedException {
    busy = false;
    notifyAll();
    while (order == null) {
      wait();
    }
    Order taken = order;
    order = null;
    busy = true;
    return taken;
  }

  /** The classes are these now. */
  public synchronized void classes(List<String> names) {
    classes = List.copyOf(names);
    said = "";
  }

  /** The classes to tell apart. */
  public synchronized List<String> classes() {
    return classes;
  }

  /** From here on {@link #stop} stops this training. */
  public synchronized void begin(String name) {
    run = name;
    said = "";
    training = true;
    stopping = false;
    notifyAll();
  }

  /**
   * The training is over.
   *
   * @return whether {@link #stop} ended it; then the worker's interrupt is taken back
   */
  public synchronized boolean end() {
    boolean stopped = stopping;
    training = false;
    stopping = false;
    if (stopped) {
      var unused = Thread.interrupted();
    }
    return stopped;
  }

  /** The sentence that stands on the teacher's page until the next order. */
  public synchronized void say(String sentence) {
    said = sentence;
  }

  /** For the teacher's page. */
  synchronized Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("classes", new ArrayList<>(classes));
    json.put("training", training);
    json.put("run", run);
    json.put("said", said);
    return json;
  }
}
