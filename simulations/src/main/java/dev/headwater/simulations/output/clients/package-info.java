/**
 * What every client did in every round, of runs that show single clients. Start at {@link
 * dev.headwater.simulations.output.clients.ClientsFile}.
 */
@NullMarked
package dev.headwater.simulations.output.clients;

import org.jspecify.annotations.NullMarked;
