package dev.headwater.cli.predict;

import dev.headwater.simulations.evaluation.Confusion;
import java.util.List;

/**
 * A model's scores, and on what.
 *
 * @param model what the user calls the model
 * @param data what the user calls the pictures
 * @param confusion what is taken for what
 * @param unreadable pictures that could not be read and are not counted
 * @param notes what there is to say about the pictures
 */
record Evaluated(
    String model, String data, Confusion confusion, long unreadable, List<String> notes) {}
