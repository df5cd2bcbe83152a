/**
 * What a node needs to take part with a folder of pictures: the features that the run requires, and
 * a store for backbone files. Start at {@link dev.headwater.simulations.nodes.FolderPreparer}.
 */
@NullMarked
package dev.headwater.simulations.nodes;

import org.jspecify.annotations.NullMarked;
