/**
 * The demonstration pictures, drawn from formulas. Plain double arithmetic, square roots and
 * StrictMath only, so that every JVM draws the same bytes.
 */
@NullMarked
package dev.headwater.vision.data.demo;

import org.jspecify.annotations.NullMarked;
