package dev.headwater.simulations.output;

/**
 * A file of the run folder.
 *
 * @param name relative to the folder
 * @param bytes its size
 * @param purpose what it is for, in words; empty where we did not write it
 */
public record RunFile(String name, long bytes, String purpose) {}
