package dev.headwater.cli.leakage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.cli.privacy.Report;
import dev.headwater.learning.training.Examples;
import dev.headwater.simulations.attacks.OneUpdate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Attacks on one client, without and with protection.
 *
 * @param labels class names
 * @param client under attack
 * @param truth number of its pictures of each class
 * @param open views without protection
 * @param without the others' updates, without this client's
 * @param hidden views that should reveal nothing about it
 */
record LeakageFindings(
    List<String> labels,
    String client,
    List<Integer> truth,
    List<Finding> open,
    Finding without,
    List<Finding> hidden) {

  /** Number of draws of each protection: a single draw may be lucky. */
  private static final int DRAWS = 10;

  /**
   * Runs the attacks. The protected update is the one that reveals the most when unprotected, one
   * full step: if the attack fails on it, the protection is the reason and not a weak attack.
   *
   * @param step the client after one step over all of its pictures
   * @param epoch after one local epoch in batches
   * @param update after the number of epochs of a run
   */
  static LeakageFindings of(
      List<String> labels,
      String client,
      Examples truth,
      OneUpdate step,
      OneUpdate epoch,
      OneUpdate update,
      double noise)
      throws InterruptedException {
    OneUpdate.CentralRound central = step.central(noise);
    String z = String.format(Locale.ROOT, "(noise multiplier %s)", noise);
    return new LeakageFindings(
        labels,
        client,
        Arrays.stream(truth.labelCounts(labels.size())).boxed().toList(),
        List.of(
            Finding.of("1 step", "In the open, after one full step,", step, truth, 1, step::open),
            Finding.of("1 epoch", "After one epoch in batches,", epoch, truth, 1, epoch::open),
            Finding.of(
                update.hyper().localEpochs() + " epochs",
                "After %d epochs,".formatted(update.hyper().localEpochs()),
                update,
                truth,
                1,
                update::open)),
        Finding.of("others", "", step, truth, 1, step::meanOfOthers),
        List.of(
            Finding.of(
                "central",
                "In the noised mean of all clients %s".formatted(z),
                step,
                truth,
                DRAWS,
                () -> step.mean(central)),
            Finding.of(
                "local",
                "In the client's own noised update %s".formatted(z),
                step,
                truth,
                DRAWS,
                () -> step.local(noise)),
            Finding.of(
                "masked", "In the client's masked upload", step, truth, DRAWS, step::masked)));
  }

  /** Whether all attacks on protected views have failed. */
  boolean hold() {
    return hidden.stream().noneMatch(finding -> finding.succeeded(without));
  }

  Report report() {
    List<String> text = new ArrayList<>();
    text.add(conclusion());
    text.add("");
    open.forEach(finding -> text.add(finding.line()));
    text.add("");
    text.add("The same full step, protected (mean of %d draws):".formatted(DRAWS));
    for (Finding finding : hidden) {
      text.add(
          finding.line()
              + (finding.succeeded(without) ? " THE ATTACK SUCCEEDS." : " The attack fails."));
    }
    text.add("");
    text.add("Pictures of each class that %s has, and what the attacks say:".formatted(client));
    text.addAll(
        Finding.table(labels, truth, Stream.concat(open.stream(), hidden.stream()).toList()));
    return new Report(text, json());
  }

  private String conclusion() {
    if (hold()) {
      return "What %s holds shows in its update, and under noise or masks it does not."
          .formatted(client);
    }
    return "PROTECTION FAILS: an attack finds out about %s in spite of it (more noise hides more; with the default noise this is a bug in Headwater, please report it)."
        .formatted(client);
  }

  private ObjectNode json() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("type", "leakage").put("client", client);
    labels.forEach(node.putArray("labels")::add);
    truth.forEach(node.putArray("label_counts")::add);
    ArrayNode views = node.putArray("open");
    open.forEach(finding -> finding.write(views.addObject()));
    without.write(node.putObject("without"));
    ArrayNode safe = node.putArray("protected");
    for (Finding finding : hidden) {
      ObjectNode one = safe.addObject();
      finding.write(one);
      one.put("succeeded", finding.succeeded(without));
    }
    return node.put("protected_hold", hold());
  }
}
