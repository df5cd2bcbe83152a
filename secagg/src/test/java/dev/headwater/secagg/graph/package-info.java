/** The tails and the shapes that the degree and the threshold rest on. */
@NullMarked
package dev.headwater.secagg.graph;

import org.jspecify.annotations.NullMarked;
