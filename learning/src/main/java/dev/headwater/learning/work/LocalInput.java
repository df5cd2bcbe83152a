package dev.headwater.learning.work;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Examples;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The input of a client's local work.
 *
 * @param model what is learned
 * @param parameters the global parameters
 * @param broadcast what the strategy sends in addition
 * @param examples the client's own, at least one
 * @param heldOut what the client keeps out of training, to score on; may be none
 * @param memory what the client kept from its last counted round; none before the first
 * @param order determines the order of the examples
 * @param example differentially private training, null for plain
 * @param noise the client's noise source for a purpose
 */
public record LocalInput(
    Model model,
    Parameters parameters,
    NamedVectors broadcast,
    Examples examples,
    Examples heldOut,
    NamedVectors memory,
    KeyedRandom order,
    @Nullable ExamplePrivacy example,
    Function<Purpose, NoiseSource> noise) {}
