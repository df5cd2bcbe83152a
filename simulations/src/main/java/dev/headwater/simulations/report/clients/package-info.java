/**
 * What the clients hold, and how well the model serves each of them. Start at {@link
 * dev.headwater.simulations.report.clients.Clients}.
 */
@NullMarked
package dev.headwater.simulations.report.clients;

import org.jspecify.annotations.NullMarked;
