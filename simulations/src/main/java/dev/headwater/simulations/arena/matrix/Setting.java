package dev.headwater.simulations.arena.matrix;

import dev.headwater.simulations.output.text.Quantities;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The runs of a matrix, so that they can be repeated.
 *
 * @param data name of the pictures
 * @param split how they were dealt out
 * @param clients number of clients
 * @param attackers those of them that attack
 * @param rounds of a run
 * @param localEpochs passes of a client over its pictures in a round
 * @param seeds number of runs of a cell, with seeds from 1 on
 * @param command that makes the matrix again
 * @param version of this program
 */
public record Setting(
    String data,
    String split,
    int clients,
    int attackers,
    int rounds,
    int localEpochs,
    int seeds,
    String command,
    String version) {

  /** {@return one sentence} */
  public String sentence() {
    return "%s, dealt out to %s (%s), of whom %d attack in every round; %s of FedAvg with %s, %s."
        .formatted(
            data,
            Quantities.count(clients, "client"),
            split,
            attackers,
            Quantities.count(rounds, "round"),
            Quantities.count(localEpochs, "local epoch"),
            Quantities.count(seeds, "seed"));
  }

  /** {@return all of it by name} */
  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("data", data);
    facts.put("partition", split);
    facts.put("clients", clients);
    facts.put("attackers", attackers);
    facts.put("rounds", rounds);
    facts.put("local_epochs", localEpochs);
    facts.put("seeds", seeds);
    facts.put("command", command);
    facts.put("version", version);
    return facts;
  }
}
