/** What the coordinator does with an aggregate: one class an algorithm. */
@NullMarked
package dev.headwater.learning.strategies;

import org.jspecify.annotations.NullMarked;
