package dev.headwater.learning.tasks;

/**
 * A client's answer to a round has come, in time or not.
 *
 * @param round that it answers, 1-based
 * @param client its name
 * @param seconds since the round's clients were asked
 */
public record TimedAnswer(int round, String client, double seconds) {}
