package dev.headwater.simulations.hostile.attack;

/**
 * How many take part.
 *
 * @param clients all of them; 0 if it is not known
 * @param attackers those that attack in this round, among them
 */
public record Crowd(int clients, int attackers) {}
