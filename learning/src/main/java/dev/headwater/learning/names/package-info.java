/**
 * Choices by name: one table for the command line, configuration files, the wire and reports. Start
 * at {@link dev.headwater.learning.names.Choices}.
 */
@NullMarked
package dev.headwater.learning.names;

import org.jspecify.annotations.NullMarked;
