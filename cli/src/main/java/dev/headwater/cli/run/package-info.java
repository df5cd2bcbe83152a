/**
 * The commands around a run: simulate, coordinator, client, predict, partition, backbone and
 * report. Start at {@link dev.headwater.cli.run.SimulateCommand}.
 */
@NullMarked
package dev.headwater.cli.run;

import org.jspecify.annotations.NullMarked;
