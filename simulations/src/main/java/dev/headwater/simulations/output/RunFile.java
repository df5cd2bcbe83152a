package dev.headwater.simulations.output;

/**
 * A file of the run folder.
 *
 * @param name relative to the folder
 * @param bytes its size
 * @param purpose its purpose, in words; empty for files not written by Headwater
 */
public record RunFile(String name, long bytes, String purpose) {}
