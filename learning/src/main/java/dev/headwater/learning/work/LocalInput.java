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
 * What a client has in hand when it works.
 *
 * @param model what is learned
 * @param parameters the global parameters
 * @param broadcast what the strategy sends beside them
 * @param examples the client's own, at least one
 * @param memory what the client has kept from its last counted round; none before the first
 * @param order decides the order of the examples
 * @param example differentially private training, null for plain
 * @param noise the noise that the client draws for a purpose
 */
public record LocalInput(
    Model model,
    Parameters parameters,
    NamedVectors broadcast,
    Examples examples,
    NamedVectors memory,
    KeyedRandom order,
    @Nullable ExamplePrivacy example,
    Function<Purpose, NoiseSource> noise) {}
