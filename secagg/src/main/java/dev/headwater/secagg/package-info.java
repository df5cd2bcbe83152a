/**
 * One round of secure aggregation: the server learns the sum of its clients' vectors and no vector.
 */
@NullMarked
package dev.headwater.secagg;

import org.jspecify.annotations.NullMarked;
